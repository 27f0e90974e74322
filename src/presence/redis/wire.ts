import type { PresenceRecord } from '../../ports/presence-store.ts';
import { keyOf, parsed } from '../names.ts';

/** What nodes tell each other on the channel of changes. */
export type Announcement =
  | { readonly node: string; readonly gone: true }
  /** All of the node's records are new: read them. */
  | { readonly node: string; readonly seq: number; readonly replaced: true }
  | {
      readonly node: string;
      readonly seq: number;
      readonly records: readonly PresenceRecord[];
      readonly removed: readonly (readonly [room: string, member: string])[];
    };

/** A record on its way to Redis, or the place of one that is removed. */
export interface Write {
  readonly room: string;
  readonly member: string;
  readonly record: PresenceRecord | undefined;
}

/** Where things are in Redis. */
export function keysOf(prefix: string, node: string) {
  return {
    leases: `${prefix}:nodes`,
    nodes: `${prefix}:node:`,
    own: `${prefix}:node:${node}`,
    next: `${prefix}:next:${node}`,
    changes: `${prefix}:changes`,
    rooms: `${prefix}:room:`,
  };
}

/** Fields and values in turn, as the hash of a node has them; an empty value stands for none. */
export function fieldsOf(writes: readonly Write[]): string[] {
  return writes.flatMap(({ room, member, record }) => [
    keyOf(room, member),
    record ? JSON.stringify(rowOf(record)) : '',
  ]);
}

/** The records and the number of the last write in the hash of a node; `undefined` where there is none. */
export function nodeIn(reply: unknown): { seq: number; records: PresenceRecord[] } | undefined {
  const parts = Array.isArray(reply) ? reply.map(String) : [];
  const records: PresenceRecord[] = [];
  let seq: number | undefined;
  for (let index = 0; index + 1 < parts.length; index += 2) {
    const [field, value = ''] = parts.slice(index, index + 2);
    if (field === 'seq') seq = Number(value);
    else records.push(...recordsIn([parsed(value)]));
  }
  return seq === undefined ? undefined : { seq, records };
}

export function changeText(node: string, seq: number, writes: readonly Write[]): string {
  return JSON.stringify({
    node,
    seq,
    records: writes.flatMap(({ record }) => (record ? [rowOf(record)] : [])),
    removed: writes.flatMap(({ room, member, record }) => (record ? [] : [[room, member]])),
  });
}

export function replacedText(node: string, seq: number): string {
  return JSON.stringify({ node, seq, replaced: true });
}

/** What a text on the channel of changes says; `undefined` for what no node said. */
export function announcementIn(text: string): Announcement | undefined {
  const { node, seq, gone, replaced, records, removed } = Object(parsed(text));
  if (typeof node !== 'string' || node === '') return undefined;
  if (gone === true) return { node, gone };
  if (!Number.isSafeInteger(seq)) return undefined;
  if (replaced === true) return { node, seq, replaced };
  if (!Array.isArray(records) || !Array.isArray(removed)) return undefined;
  return { node, seq, records: recordsIn(records), removed: removed.filter(isPlace) };
}

/** A message to a room, with the node that it comes from, which has heard it. */
export function messageText(node: string, text: string): string {
  return JSON.stringify([node, text]);
}

export function messageIn(payload: string): { node: string; text: string } | undefined {
  const parts = parsed(payload);
  if (!Array.isArray(parts)) return undefined;
  const [node, text]: unknown[] = parts;
  return typeof node === 'string' && typeof text === 'string' ? { node, text } : undefined;
}

function rowOf({ room, member, active, at, meta }: PresenceRecord): readonly unknown[] {
  return [room, member, active, at, meta];
}

function recordsIn(rows: readonly unknown[]): PresenceRecord[] {
  return rows.flatMap((row) => {
    if (!isPlace(row)) return [];
    const [room, member, active, at, meta]: readonly unknown[] = row;
    if (typeof active !== 'boolean' || typeof at !== 'number' || typeof meta !== 'string') return [];
    return [{ room: room as string, member: member as string, active, at, meta }];
  });
}

function isPlace(value: unknown): value is [room: string, member: string] {
  return Array.isArray(value) && typeof value[0] === 'string' && typeof value[1] === 'string';
}
