import type { JoinOptions, LeaveOptions, TouchOptions } from './options.ts';
import type { Change, Count, Member } from './roster.ts';
import type { ConnectionKey } from './seats.ts';

/**
 * How a presence stands with its store. `connecting`: not reached yet. `degraded`: lost; the members of this node are right,
 * those of others are as last known. `closed`: by `close()`.
 */
export type PresenceStatus = 'connecting' | 'ready' | 'degraded' | 'closed';

/** A new status, with what the store was lost to where it was. */
export interface PresenceStatusChange {
  readonly status: PresenceStatus;
  readonly previous: PresenceStatus;
  readonly cause: Error | undefined;
}

/** Until when to listen. */
export interface ListenOptions {
  /** Ends the listening when it aborts. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Who is in which room. Rooms and members are named by any well-formed text of 1 to 256 UTF-16 code units; what else is given
 * is refused with `ERR_HEARTWIRE_INVALID_OPTION`.
 */
export interface Presence<Meta = unknown> {
  readonly status: PresenceStatus;
  /** Resolves when the store is reached; rejects with `ERR_HEARTWIRE_CLOSED` when `close()` comes first. */
  ready(): Promise<void>;

  /** Brings a member into a room by one connection, active. Again by the same connection: only active. Throws `ERR_HEARTWIRE_CLOSED` after `close()`. */
  join(room: string, member: string, options?: JoinOptions<Meta>): void;
  /** Marks whoever is here by this connection as active, in every room; false where nobody is. */
  touch(connection: ConnectionKey): boolean;
  /** Marks a member of a room as active; false where it has no such connection here. */
  touch(room: string, member: string, options?: TouchOptions): boolean;
  /** Ends a connection in every room; false where it is in none. A member leaves with the last connection, after `grace`. */
  leave(connection: ConnectionKey, options?: Pick<LeaveOptions, 'now'>): boolean;
  /** Ends a member's connections here to a room, or the one named; false where there is none. */
  leave(room: string, member: string, options?: LeaveOptions): boolean;

  /** Everyone in a room, on every node, as they came. */
  list(room: string): readonly Member<Meta>[];
  /** How many are in a room, and how many of them active, on every node. */
  count(room: string): Count;
  /** Calls the listener with each difference in any room, in order, until the returned function is called or the signal aborts. */
  onChange(listener: (change: Change<Meta>) => void, options?: ListenOptions): () => void;

  /**
   * Sends a message, any value that JSON can carry, to whoever listens to the room, here and on other nodes, at most once.
   * False where other nodes cannot be reached: then those here alone hear it.
   */
  publish(room: string, message: unknown): boolean;
  /** Calls the listener with each message to the room, from here and from other nodes. */
  subscribe(room: string, listener: (message: unknown) => void, options?: ListenOptions): () => void;

  /** Calls the listener when `status` changes. */
  onStatus(listener: (change: PresenceStatusChange) => void, options?: ListenOptions): () => void;
  /** Ends it: deaf, dumb and empty from now on. Other nodes keep its members for `grace`, in which they can come to them. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}
