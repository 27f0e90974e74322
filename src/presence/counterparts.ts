import type { PresenceRecord } from '../ports/presence-store.ts';
import { keyOf } from './names.ts';
import type { Roster } from './roster.ts';

/** What the other nodes say, by node, so that all that one said can be taken back. */
export class Counterparts {
  readonly #roster: Roster;
  readonly #byNode = new Map<string, Map<string, PresenceRecord>>();

  constructor(roster: Roster) {
    this.#roster = roster;
  }

  put(node: string, record: PresenceRecord): void {
    const records = this.#byNode.get(node) ?? new Map<string, PresenceRecord>();
    this.#byNode.set(node, records.set(keyOf(record.room, record.member), record));
    this.#roster.put(node, record);
  }

  removed(node: string, room: string, member: string): void {
    const records = this.#byNode.get(node);
    if (!records?.delete(keyOf(room, member))) return;
    if (records.size === 0) this.#byNode.delete(node);
    this.#roster.remove(node, room, member);
  }

  /** Who comes is told before who goes: a member who does both has moved. */
  replaced(node: string, records: readonly PresenceRecord[]): void {
    const before = [...(this.#byNode.get(node)?.values() ?? [])];
    const kept = new Set(records.map(({ room, member }) => keyOf(room, member)));
    for (const record of records) this.put(node, record);
    for (const { room, member } of before) {
      if (!kept.has(keyOf(room, member))) this.removed(node, room, member);
    }
  }
}
