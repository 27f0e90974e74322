import { HeartwireError } from '../errors.ts';
import { Listeners } from '../listeners.ts';
import type { Environment } from '../ports/environment.ts';
import type { PresenceLink, PresenceSink } from '../ports/presence-store.ts';
import { Counterparts } from './counterparts.ts';
import type { Clock } from './deadlines.ts';
import { InOrder } from './in-order.ts';
import { checkedName, jsonText, metaText } from './names.ts';
import {
  checkedConnection,
  type JoinOptions,
  joinOptions,
  type LeaveOptions,
  leaveNow,
  leaveOptions,
  type PresenceOptions,
  type PresenceSettings,
  presenceSettings,
  type TouchOptions,
  touchOptions,
} from './options.ts';
import type { ListenOptions, Presence, PresenceStatus, PresenceStatusChange } from './presence.ts';
import { Rooms } from './rooms.ts';
import { type Change, type Count, type Member, Roster } from './roster.ts';
import { type ConnectionKey, Seats, type Whereabouts } from './seats.ts';

/**
 * Knows who is in which room, on one node or many: a member with several connections counts once, and a reconnect within
 * `grace` is no news.
 *
 * @throws OptionError for an option that is unknown or out of bounds
 */
export function createPresence<Meta = unknown>(options?: PresenceOptions): Presence<Meta> {
  return new LivePresence<Meta>(presenceSettings(options));
}

interface Events {
  change: Change;
  status: PresenceStatusChange;
}

/** This node, beside the names of the others, which are never empty. */
const HERE = '';
/** Stands for a connection that nobody named. */
const UNNAMED: ConnectionKey = Object.freeze({});

class LivePresence<Meta> implements Presence<Meta> {
  readonly #grace: number;
  readonly #listeners = new Listeners<Events>();
  readonly #news = new InOrder<Change>((change) => this.#listeners.emit('change', change));
  readonly #roster = new Roster((change) => this.#news.tell(change));
  readonly #seats: Seats;
  readonly #rooms: Rooms;
  readonly #link: PresenceLink;
  #status: PresenceStatus = 'connecting';

  constructor({ store, environment, activeWithin, grace }: PresenceSettings) {
    this.#grace = grace;
    this.#rooms = new Rooms((room, isHeard) =>
      isHeard ? this.#link.subscribe(room) : this.#link.unsubscribe(room),
    );
    this.#seats = new Seats(this.#clockOf(environment), activeWithin, grace, {
      put: (record) => {
        this.#roster.put(HERE, record);
        this.#link.put(record);
      },
      remove: (room, member) => {
        this.#roster.remove(HERE, room, member);
        this.#link.remove(room, member);
      },
    });
    this.#link = store.open(this.#sink(), environment);
  }

  get status(): PresenceStatus {
    return this.#status;
  }

  async ready(): Promise<void> {
    if (this.#status === 'ready') return;
    if (this.#status === 'closed') throw closed();
    await new Promise<void>((resolve, reject) => {
      const off = this.onStatus(({ status }) => {
        if (status === 'degraded') return;
        off();
        if (status === 'ready') resolve();
        else reject(closed());
      });
    });
  }

  join(room: string, member: string, options?: JoinOptions<Meta>): void {
    const { connection = UNNAMED, meta } = joinOptions(options, 'join');
    const text = meta === undefined ? undefined : metaText(meta);
    const where = whereabouts(room, member, connection);
    if (this.#status === 'closed') throw closed();
    this.#news.within(() => this.#seats.join(where.room, where.member, connection, text));
  }

  touch(connection: ConnectionKey): boolean;
  touch(room: string, member: string, options?: TouchOptions): boolean;
  touch(first: ConnectionKey, member?: string, options?: TouchOptions): boolean {
    return this.#news.within(() => {
      if (member === undefined) return this.#seats.touchConnection(checkedConnection(first));
      return this.#seats.touch(whereabouts(first, member, touchOptions(options, 'touch').connection));
    });
  }

  leave(connection: ConnectionKey, options?: Pick<LeaveOptions, 'now'>): boolean;
  leave(room: string, member: string, options?: LeaveOptions): boolean;
  leave(first: ConnectionKey, second?: string | LeaveOptions, options?: LeaveOptions): boolean {
    return this.#news.within(() => {
      if (typeof second === 'string') {
        const { connection, now } = leaveOptions(options, 'leave');
        return this.#seats.leave(whereabouts(first, second, connection), now);
      }
      return this.#seats.leaveConnection(checkedConnection(first), leaveNow(second, 'leave').now);
    });
  }

  list(room: string): readonly Member<Meta>[] {
    return this.#roster.list(checkedName('room', room)) as Member<Meta>[];
  }

  count(room: string): Count {
    return this.#roster.count(checkedName('room', room));
  }

  onChange(listener: (change: Change<Meta>) => void, { signal }: ListenOptions = {}): () => void {
    return this.#listeners.add('change', listener as (change: Change) => void, signal);
  }

  publish(room: string, message: unknown): boolean {
    const name = checkedName('room', room);
    const text = jsonText('message', message);
    const reachesOthers = this.#status === 'ready';
    if (reachesOthers) this.#link.publish(name, text);
    this.#rooms.deliver(name, text);
    return reachesOthers;
  }

  subscribe(room: string, listener: (message: unknown) => void, { signal }: ListenOptions = {}): () => void {
    const name = checkedName('room', room);
    if (this.#status === 'closed') throw closed();
    return this.#rooms.add(name, listener, signal);
  }

  onStatus(listener: (change: PresenceStatusChange) => void, { signal }: ListenOptions = {}): () => void {
    return this.#listeners.add('status', listener, signal);
  }

  async close(): Promise<void> {
    if (this.#status === 'closed') return;
    this.#seats.close();
    this.#rooms.close();
    this.#roster.clear();
    const gone = this.#link.close(this.#grace);
    this.#turn('closed');
    await gone;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #turn(status: PresenceStatus, cause?: Error): void {
    const previous = this.#status;
    this.#status = status;
    this.#listeners.emit('status', { status, previous, cause });
  }

  #sink(): PresenceSink {
    const others = new Counterparts(this.#roster);
    return {
      up: () => this.#turn('ready'),
      down: (cause) => this.#turn('degraded', cause),
      put: (node, record) => this.#news.within(() => others.put(node, record)),
      removed: (node, room, member) => this.#news.within(() => others.removed(node, room, member)),
      replaced: (node, records) => this.#news.within(() => others.replaced(node, records)),
      message: (room, text) => this.#rooms.deliver(room, text),
    };
  }

  /** Deadlines are something under way as well. */
  #clockOf(environment: Environment): Clock {
    return {
      now: () => environment.now(),
      setTimeout: (callback, delay) => environment.setTimeout(() => this.#news.within(callback), delay),
      clearTimeout: (timer) => environment.clearTimeout(timer),
    };
  }
}

const closed = (): HeartwireError => new HeartwireError('ERR_HEARTWIRE_CLOSED', 'the presence is closed');

function whereabouts(room: unknown, member: unknown, connection: ConnectionKey | undefined): Whereabouts {
  return { room: checkedName('room', room), member: checkedName('member', member), connection };
}
