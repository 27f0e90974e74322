import type { PresenceRecord } from '../ports/presence-store.ts';
import { parsed } from './names.ts';

/** How many members a room has, and how many of them are active. */
export interface Count {
  readonly total: number;
  readonly active: number;
}

/** One member of a room, however many connections and nodes it is on. */
export interface Member<Meta = unknown> {
  readonly member: string;
  /** What the latest `join` with a `meta` gave; `null` where none did. */
  readonly meta: Meta | null;
  readonly active: boolean;
}

/** One difference in a room. A member who `joined` is active or not as `active` says; one who `left` is not. */
export interface Change<Meta = unknown> extends Member<Meta> {
  readonly type: 'joined' | 'left' | 'active' | 'inactive' | 'updated';
  readonly room: string;
  /** Of the room, after this change. */
  readonly count: Count;
}

/** What one node says. */
interface Fact {
  readonly node: string;
  readonly record: PresenceRecord;
}

interface Entry {
  facts: readonly Fact[];
  active: boolean;
  metaText: string;
  meta: unknown;
}

interface Room {
  readonly members: Map<string, Entry>;
  active: number;
}

/** Merges what nodes say of members into who is present, and tells each difference that it makes, once. */
export class Roster {
  readonly #rooms = new Map<string, Room>();
  readonly #tell: (change: Change) => void;

  constructor(tell: (change: Change) => void) {
    this.#tell = tell;
  }

  /** What `node` says of a member from now on. */
  put(node: string, record: PresenceRecord): void {
    const { room: name, member } = record;
    const room = this.#rooms.get(name) ?? { members: new Map<string, Entry>(), active: 0 };
    const entry = room.members.get(member);
    const facts = [...others(entry, node), { node, record }];
    if (entry) this.#update(name, room, member, entry, facts);
    else this.#join(name, room, member, facts);
  }

  /** `node` has nothing more to say of a member. */
  remove(node: string, name: string, member: string): void {
    const room = this.#rooms.get(name);
    const entry = room?.members.get(member);
    if (!room || !entry) return;
    const facts = others(entry, node);
    if (facts.length > 0) this.#update(name, room, member, entry, facts);
    else this.#leave(name, room, member, entry);
  }

  list(name: string): Member[] {
    const members = this.#rooms.get(name)?.members ?? [];
    return Array.from(members, ([member, { meta, active }]) => ({ member, meta, active }));
  }

  count(name: string): Count {
    const room = this.#rooms.get(name);
    return { total: room?.members.size ?? 0, active: room?.active ?? 0 };
  }

  /** Forgets everyone, without a word. */
  clear(): void {
    this.#rooms.clear();
  }

  #join(name: string, room: Room, member: string, facts: readonly Fact[]): void {
    const entry = { facts, active: isActive(facts), metaText: metaOf(facts), meta: metaIn(metaOf(facts)) };
    this.#rooms.set(name, room);
    room.members.set(member, entry);
    if (entry.active) room.active += 1;
    this.#say('joined', name, member, entry);
  }

  #leave(name: string, room: Room, member: string, entry: Entry): void {
    room.members.delete(member);
    if (room.members.size === 0) this.#rooms.delete(name);
    if (entry.active) room.active -= 1;
    this.#say('left', name, member, { ...entry, active: false });
  }

  #update(name: string, room: Room, member: string, entry: Entry, facts: readonly Fact[]): void {
    entry.facts = facts;
    const metaText = metaOf(facts);
    if (metaText !== entry.metaText) {
      entry.metaText = metaText;
      entry.meta = metaIn(metaText);
      this.#say('updated', name, member, entry);
    }
    const active = isActive(facts);
    if (active === entry.active) return;
    entry.active = active;
    room.active += active ? 1 : -1;
    this.#say(active ? 'active' : 'inactive', name, member, entry);
  }

  #say(type: Change['type'], room: string, member: string, { meta, active }: Entry): void {
    this.#tell({ type, room, member, meta, active, count: this.count(room) });
  }
}

function others(entry: Entry | undefined, node: string): readonly Fact[] {
  return entry?.facts.filter((fact) => fact.node !== node) ?? [];
}

function isActive(facts: readonly Fact[]): boolean {
  return facts.some(({ record }) => record.active);
}

/** The newest; of two that are equally new the greater text, so that every node shows the same. */
function metaOf(facts: readonly Fact[]): string {
  const newest = facts.reduce((one, other) => (isNewer(other.record, one.record) ? other : one));
  return newest.record.meta;
}

function isNewer(one: PresenceRecord, other: PresenceRecord): boolean {
  return one.at === other.at ? one.meta > other.meta : one.at > other.at;
}

function metaIn(text: string): unknown {
  return parsed(text) ?? null;
}
