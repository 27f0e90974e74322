import type { PresenceRecord } from '../../ports/presence-store.ts';
import { BATCH } from '../defaults.ts';
import { keyOf } from '../names.ts';
import { REPLACE, STAGE, WRITE } from './scripts.ts';
import type { Session } from './session.ts';
import { changeText, fieldsOf, type keysOf, replacedText, type Write } from './wire.ts';

/** Keeps this node's records in Redis as they are here: changes in batches, one at a time, and everything anew where it is lost. */
export class Writer {
  readonly #node: string;
  readonly #ttl: number;
  readonly #keys: ReturnType<typeof keysOf>;
  readonly #records = new Map<string, PresenceRecord>();
  /** What Redis has not been told yet. */
  readonly #changes = new Map<string, Write>();
  #session: Session | undefined;
  #work: Promise<void> | undefined;
  #isLost = true;
  #seq: number;

  /** `seq` is greater for a node that starts later under the same name. */
  constructor(node: string, ttl: number, keys: ReturnType<typeof keysOf>, seq: number) {
    this.#node = node;
    this.#ttl = ttl;
    this.#keys = keys;
    this.#seq = seq;
  }

  /** The number of the last write. */
  get seq(): number {
    return this.#seq;
  }

  put(record: PresenceRecord): void {
    const { room, member } = record;
    this.#records.set(keyOf(room, member), record);
    this.#change({ room, member, record });
  }

  remove(room: string, member: string): void {
    if (this.#records.delete(keyOf(room, member))) this.#change({ room, member, record: undefined });
  }

  /** Writes everything, as to a Redis that knows nothing, and what changes from then on. Resolves when it is all there. */
  begin(session: Session): Promise<void> {
    this.#session = session;
    this.#work = undefined;
    return this.lost();
  }

  /** Redis has lost this node, or never had it: everything is written anew. */
  lost(): Promise<void> {
    this.#isLost = true;
    return this.written();
  }

  /** Resolves when Redis has been told everything; rejects when the session ends before. */
  written(): Promise<void> {
    this.#work ??= this.#writeAll();
    return this.#work;
  }

  end(): void {
    this.#session = undefined;
  }

  #change(write: Write): void {
    // Without a session there is nobody to tell, and a new one is told everything.
    if (!this.#session) return;
    this.#changes.set(keyOf(write.room, write.member), write);
    // A rejection has ended the session.
    this.written().catch(() => {});
  }

  async #writeAll(): Promise<void> {
    // What comes in this same turn goes in one batch.
    await undefined;
    const session = this.#session;
    while (session && session === this.#session) {
      if (this.#isLost) await this.#replace(session);
      else if (this.#changes.size > 0) await this.#write(session);
      else break;
    }
    if (session === this.#session) this.#work = undefined;
  }

  async #replace(session: Session): Promise<void> {
    const { leases, own, next, changes } = this.#keys;
    this.#isLost = false;
    this.#changes.clear();
    this.#seq += 1;
    const all = [...this.#records.values()].map((record) => ({ ...record, record }));
    const commands = [session.run('DEL', next)];
    for (let from = 0; from < all.length; from += BATCH) {
      const fields = fieldsOf(all.slice(from, from + BATCH));
      commands.push(session.run('EVAL', STAGE, '1', next, `${this.#ttl}`, ...fields));
    }
    const announcement = replacedText(this.#node, this.#seq);
    const args = [this.#node, `${this.#ttl}`, changes, `${this.#seq}`, announcement];
    commands.push(session.run('EVAL', REPLACE, '3', leases, own, next, ...args));
    await Promise.all(commands);
  }

  async #write(session: Session): Promise<void> {
    const { leases, own, changes } = this.#keys;
    const writes = [...this.#changes.values()].slice(0, BATCH);
    for (const { room, member } of writes) this.#changes.delete(keyOf(room, member));
    const [before, seq] = [this.#seq, this.#seq + 1];
    this.#seq = seq;
    const announcement = changeText(this.#node, seq, writes);
    const args = [this.#node, `${this.#ttl}`, changes, `${before}`, `${seq}`, announcement];
    const done = await session.run('EVAL', WRITE, '2', leases, own, ...args, ...fieldsOf(writes));
    if (Number(done) !== 1) this.#isLost = true;
  }
}
