import type { Environment } from '../../ports/environment.ts';
import type { PresenceLink, PresenceRecord, PresenceSink } from '../../ports/presence-store.ts';
import { TICKS_PER_LEASE, TICKS_TO_LIVE } from '../defaults.ts';
import { Channels } from './channels.ts';
import type { RedisClient } from './client.ts';
import { Reader } from './reader.ts';
import { FAREWELL, SURVEY } from './scripts.ts';
import { Session } from './session.ts';
import { keysOf, messageIn, messageText } from './wire.ts';
import { Writer } from './writer.ts';

export interface RedisSettings {
  readonly prefix: string;
  readonly lease: number;
  readonly node: string;
}

/** One node: at most one session with Redis at a time, looked after at every tick, a fifth of the lease. */
export class RedisNode implements PresenceLink {
  readonly #client: RedisClient;
  readonly #sink: PresenceSink;
  readonly #environment: Environment;
  readonly #node: string;
  readonly #keys: ReturnType<typeof keysOf>;
  readonly #tick: number;
  readonly #ttl: number;
  readonly #writer: Writer;
  readonly #reader: Reader;
  readonly #channels = new Channels();
  #timer: unknown;
  #session: Session | undefined;
  #state: 'new' | 'up' | 'down' | 'closed' = 'new';
  /** Surveys of this session. */
  #surveys = 0;

  constructor(
    client: RedisClient,
    { prefix, lease, node }: RedisSettings,
    sink: PresenceSink,
    environment: Environment,
  ) {
    this.#client = client;
    this.#sink = sink;
    this.#environment = environment;
    this.#node = node;
    this.#keys = keysOf(prefix, node);
    this.#tick = Math.floor(lease / TICKS_PER_LEASE);
    this.#ttl = this.#tick * TICKS_TO_LIVE;
    this.#writer = new Writer(node, this.#ttl, this.#keys, environment.now());
    this.#reader = new Reader(node, this.#keys.nodes, sink);
    this.#channels.want(this.#keys.changes);
    this.#look();
  }

  put(record: PresenceRecord): void {
    this.#writer.put(record);
  }

  remove(room: string, member: string): void {
    this.#writer.remove(room, member);
  }

  publish(room: string, text: string): void {
    if (this.#state !== 'up') return;
    const payload = messageText(this.#node, text);
    this.#try((session) => session.run('PUBLISH', this.#keys.rooms + room, payload));
  }

  subscribe(room: string): void {
    this.#channels.want(this.#keys.rooms + room);
  }

  unsubscribe(room: string): void {
    this.#channels.drop(this.#keys.rooms + room);
  }

  async close(linger: number): Promise<void> {
    if (this.#state === 'closed') return;
    const session = this.#state === 'up' ? this.#session : undefined;
    this.#state = 'closed';
    this.#reader.end();
    this.#environment.clearTimeout(this.#timer);
    if (session) await Promise.race([this.#farewell(session, linger), this.#deadline()]);
    this.#environment.clearTimeout(this.#timer);
    this.#session?.end(new Error('closed'));
  }

  /** Once a tick: what hangs is ended, what is gone is dialed, what stands is renewed. */
  #look(): void {
    this.#timer = this.#environment.setTimeout(() => this.#look(), this.#tick);
    const session = this.#session;
    if (!session) this.#begin();
    else if (session.isStuck()) session.end(new Error('Redis does not answer'));
    else if (this.#state === 'up') {
      this.#try(() => this.#survey(session));
      this.#try(() => session.probe());
    }
  }

  #begin(): void {
    const session = new Session(
      this.#client,
      (channel, text) => this.#hear(channel, text),
      (cause) => this.#ended(cause),
    );
    this.#session = session;
    this.#surveys = 0;
    this.#try(async () => {
      await session.connect();
      if (session !== this.#session) return;
      this.#reader.begin(session);
      // Before the first look, so that no change falls between the two.
      await this.#channels.begin(session);
      await this.#writer.begin(session);
      await this.#survey(session);
      if (session !== this.#session || this.#state === 'closed') return;
      this.#state = 'up';
      this.#sink.up();
    });
  }

  async #survey(session: Session): Promise<void> {
    const { leases, own, changes, nodes } = this.#keys;
    // Leases that ran out while Redis was away say nothing of their nodes, which have yet to come back.
    const mayRemove = this.#surveys >= TICKS_TO_LIVE ? '1' : '0';
    this.#surveys += 1;
    const args = [this.#node, `${this.#ttl}`, changes, `${this.#writer.seq}`, nodes, mayRemove];
    const answer = await session.run('EVAL', SURVEY, '2', leases, own, ...args);
    if (session !== this.#session) return;
    const [isHeld, ...found] = (answer as readonly unknown[]).map(String);
    const lost = isHeld === '1' ? undefined : this.#writer.lost();
    await this.#reader.survey(pairsOf(found));
    await lost;
  }

  #hear(channel: string, text: string): void {
    if (this.#state === 'closed') return;
    if (channel === this.#keys.changes) this.#reader.hear(text);
    else if (this.#channels.has(channel)) {
      const message = messageIn(text);
      const room = channel.slice(this.#keys.rooms.length);
      if (message && message.node !== this.#node) this.#sink.message(room, message.text);
    }
  }

  #ended(cause: Error): void {
    this.#session = undefined;
    this.#channels.end();
    this.#reader.end();
    this.#writer.end();
    if (this.#state === 'down' || this.#state === 'closed') return;
    this.#state = 'down';
    this.#sink.down(cause);
  }

  async #farewell(session: Session, linger: number): Promise<void> {
    const { leases, own, changes } = this.#keys;
    const args = [this.#node, `${this.#ttl}`, changes, `${linger}`];
    try {
      await this.#writer.written();
      await session.run('EVAL', FAREWELL, '2', leases, own, ...args);
    } catch {
      // The session has ended, and the lease will.
    }
  }

  #deadline(): Promise<void> {
    return new Promise((resolve) => {
      this.#timer = this.#environment.setTimeout(resolve, this.#tick);
    });
  }

  /** Does something with the session, if there is one; a rejection has ended it. */
  #try(action: (session: Session) => Promise<unknown>): void {
    if (this.#session && this.#state !== 'closed') action(this.#session).catch(() => {});
  }
}

function pairsOf(parts: readonly string[]): Map<string, number> {
  const pairs = new Map<string, number>();
  for (let index = 0; index + 1 < parts.length; index += 2) {
    pairs.set(parts[index] ?? '', Number(parts[index + 1]));
  }
  return pairs;
}
