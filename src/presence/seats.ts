import type { PresenceRecord } from '../ports/presence-store.ts';
import { type Clock, Deadlines, type Queue } from './deadlines.ts';
import { keyOf } from './names.ts';

/** What stands for one connection: any value that is the same for the same connection, such as the peer itself or its id. */
export type ConnectionKey = string | number | object;

/** Where seats say what changed. */
export interface Outlet {
  put(record: PresenceRecord): void;
  remove(room: string, member: string): void;
}

/** Who of a room to touch or to leave; every connection where none is named. */
export interface Whereabouts {
  readonly room: string;
  readonly member: string;
  readonly connection: ConnectionKey | undefined;
}

/** A member's place in a room on this node: with connections, or in its time of grace without. */
interface Seat {
  record: PresenceRecord;
  readonly connections: Set<ConnectionKey>;
}

/** The members that are on this node: whose connections come, are heard and go. */
export class Seats {
  readonly #clock: Clock;
  readonly #outlet: Outlet;
  readonly #hasGrace: boolean;
  readonly #seats = new Map<string, Seat>();
  readonly #byConnection = new Map<ConnectionKey, Set<Seat>>();
  readonly #deadlines: Deadlines;
  readonly #active: Queue<Seat>;
  readonly #vacant: Queue<Seat>;

  constructor(clock: Clock, activeWithin: number, grace: number, outlet: Outlet) {
    this.#clock = clock;
    this.#outlet = outlet;
    this.#hasGrace = grace > 0;
    this.#deadlines = new Deadlines(clock);
    // In this order: who falls silent and is given up at the same time is inactive first on every node.
    this.#active = this.#deadlines.queue(activeWithin, (seat) => this.#restate(seat, { active: false }));
    this.#vacant = this.#deadlines.queue(grace, (seat) => this.#clear(seat));
  }

  /** Seats a connection; `meta` replaces what the member had, where it is given. */
  join(room: string, member: string, connection: ConnectionKey, meta: string | undefined): void {
    const key = keyOf(room, member);
    const given = meta === undefined ? {} : { meta, at: this.#clock.now() };
    const seat = this.#seats.get(key);
    if (seat) this.#seat(seat, connection, { ...given, active: true });
    else {
      const record = { room, member, active: true, meta: 'null', at: 0, ...given };
      const taken: Seat = { record, connections: new Set() };
      this.#seats.set(key, taken);
      this.#seat(taken, connection, {});
      this.#outlet.put(record);
    }
  }

  /** Stamps a connection's seats; false where it has none. */
  touchConnection(connection: ConnectionKey): boolean {
    const seats = this.#byConnection.get(connection);
    if (!seats) return false;
    for (const seat of seats) this.#touch(seat);
    return true;
  }

  /** Stamps a member's seat; false where nobody sits there. */
  touch(where: Whereabouts): boolean {
    const seat = this.#occupied(where);
    if (seat) this.#touch(seat);
    return seat !== undefined;
  }

  /** Ends a connection's seats; false where it has none. */
  leaveConnection(connection: ConnectionKey, now: boolean): boolean {
    const seats = this.#byConnection.get(connection);
    if (!seats) return false;
    for (const seat of [...seats]) this.#unseat(seat, connection, now);
    return true;
  }

  /** Ends a member's seat, or one connection's part in it; false where there is nothing to end. */
  leave(where: Whereabouts, now: boolean): boolean {
    const seat = this.#occupied(where);
    if (seat) {
      const { connection } = where;
      for (const each of connection === undefined ? [...seat.connections] : [connection]) {
        this.#unseat(seat, each, now);
      }
      return true;
    }
    const vacant = this.#seats.get(keyOf(where.room, where.member));
    if (!now || !vacant || vacant.connections.size > 0 || where.connection !== undefined) return false;
    this.#clear(vacant);
    return true;
  }

  /** Forgets everyone, without a word. */
  close(): void {
    this.#deadlines.stop();
    this.#seats.clear();
    this.#byConnection.clear();
  }

  #occupied({ room, member, connection }: Whereabouts): Seat | undefined {
    const seat = this.#seats.get(keyOf(room, member));
    const sits = connection === undefined ? seat?.connections.size : seat?.connections.has(connection);
    return sits ? seat : undefined;
  }

  #seat(seat: Seat, connection: ConnectionKey, change: Partial<PresenceRecord>): void {
    const seats = this.#byConnection.get(connection) ?? new Set();
    this.#byConnection.set(connection, seats.add(seat));
    seat.connections.add(connection);
    this.#vacant.delete(seat);
    this.#active.add(seat);
    this.#restate(seat, change);
  }

  #touch(seat: Seat): void {
    this.#active.add(seat);
    if (!seat.record.active) this.#restate(seat, { active: true });
  }

  #unseat(seat: Seat, connection: ConnectionKey, now: boolean): void {
    if (!seat.connections.delete(connection)) return;
    const seats = this.#byConnection.get(connection);
    seats?.delete(seat);
    if (seats?.size === 0) this.#byConnection.delete(connection);
    if (seat.connections.size > 0) return;
    if (now || !this.#hasGrace) this.#clear(seat);
    else this.#vacant.add(seat);
  }

  #restate(seat: Seat, change: Partial<PresenceRecord>): void {
    const { record } = seat;
    const next = { ...record, ...change };
    if (next.active === record.active && next.meta === record.meta && next.at === record.at) return;
    seat.record = next;
    this.#outlet.put(next);
  }

  #clear(seat: Seat): void {
    const { room, member } = seat.record;
    this.#active.delete(seat);
    this.#vacant.delete(seat);
    this.#seats.delete(keyOf(room, member));
    this.#outlet.remove(room, member);
  }
}
