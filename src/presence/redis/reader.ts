import type { PresenceSink } from '../../ports/presence-store.ts';
import { TICKS_TO_LIVE } from '../defaults.ts';
import { READ } from './scripts.ts';
import type { Session } from './session.ts';
import { type Announcement, announcementIn, nodeIn } from './wire.ts';

/** Something to do about another node. */
type Task = Announcement | { readonly node: string; readonly unknown: true };

/**
 * Follows what the other nodes write. Each numbers its writes: a number too many, and its records are read anew, so that nothing
 * that was missed stays missed.
 */
export class Reader {
  readonly #node: string;
  readonly #prefix: string;
  readonly #sink: PresenceSink;
  /** The last write of each node that is followed. */
  readonly #seqs = new Map<string, number>();
  /** The last write of each node as of the last survey. */
  #surveyed = new Map<string, number>();
  /** Nodes that are reported, with the number of surveys in a row that did not find them. */
  readonly #reported = new Map<string, number>();
  readonly #tasks: Task[] = [];
  #session: Session | undefined;
  #work: Promise<void> | undefined;

  /** `prefix`: of the keys of nodes. */
  constructor(node: string, prefix: string, sink: PresenceSink) {
    this.#node = node;
    this.#prefix = prefix;
    this.#sink = sink;
  }

  /** Starts anew: what was written in the meantime is not known. */
  begin(session: Session): void {
    this.#session = session;
    this.#work = undefined;
    this.#tasks.length = 0;
    this.#seqs.clear();
    this.#surveyed.clear();
  }

  end(): void {
    this.#session = undefined;
  }

  /** Takes a text from the channel of changes. */
  hear(text: string): void {
    const announcement = announcementIn(text);
    if (announcement) this.#add(announcement);
  }

  /**
   * Takes what a survey found: the nodes with their last writes. Resolves when each is known as far as that.
   * A node that is not found has as long as a lease lasts to come back, as after a restart of Redis that lost everything.
   */
  async survey(found: ReadonlyMap<string, number>): Promise<void> {
    for (const node of found.keys()) {
      if (this.#reported.has(node)) this.#reported.set(node, 0);
      const known = this.#seqs.get(node);
      // Behind the last survey: an announcement was missed. Behind this one alone: it may be on its way.
      const isBehind = known === undefined || known < (this.#surveyed.get(node) ?? known);
      if (isBehind) this.#add({ node, unknown: true });
    }
    this.#surveyed = new Map(found);
    for (const [node, misses] of this.#reported) {
      if (found.has(node)) continue;
      if (misses >= TICKS_TO_LIVE) this.#forget(node);
      else this.#reported.set(node, misses + 1);
    }
    await this.#work;
  }

  #add(task: Task): void {
    if (task.node === this.#node) return;
    this.#tasks.push(task);
    this.#work ??= this.#doAll();
    // A rejection has ended the session.
    this.#work.catch(() => {});
  }

  /** One at a time: what is heard while a node is read waits. */
  async #doAll(): Promise<void> {
    // `#work` is this promise before it can end.
    await undefined;
    const session = this.#session;
    while (session && session === this.#session) {
      const task = this.#tasks.shift();
      if (!task) break;
      if ('gone' in task) this.#forget(task.node);
      else if ('unknown' in task || 'replaced' in task || !this.#follows(task))
        await this.#read(task.node, session);
    }
    if (session === this.#session) this.#work = undefined;
  }

  /** Takes a change that follows on what is known, and one that is known; false for one after a gap. */
  #follows(change: Extract<Announcement, { readonly records: unknown }>): boolean {
    const { node, seq, records, removed } = change;
    const known = this.#seqs.get(node);
    if (known === undefined || seq > known + 1) return false;
    if (seq <= known) return true;
    this.#seqs.set(node, seq);
    for (const record of records) this.#sink.put(node, record);
    for (const [room, member] of removed) this.#sink.removed(node, room, member);
    return true;
  }

  async #read(node: string, session: Session): Promise<void> {
    const reply = await session.run('EVAL', READ, '1', `${this.#prefix}${node}`);
    if (session !== this.#session) return;
    const found = nodeIn(reply);
    if (found) {
      this.#seqs.set(node, found.seq);
      this.#reported.set(node, 0);
      this.#sink.replaced(node, found.records);
    } else this.#seqs.delete(node);
  }

  #forget(node: string): void {
    this.#seqs.delete(node);
    if (this.#reported.delete(node)) this.#sink.replaced(node, []);
  }
}
