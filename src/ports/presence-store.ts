import type { Environment } from './environment.ts';

/** What one node says of one member of a room. A member is present while any node says so, and active while any says that. */
export interface PresenceRecord {
  readonly room: string;
  readonly member: string;
  readonly active: boolean;
  /** JSON text. */
  readonly meta: string;
  /** When `meta` was given, in ms since the epoch by this node's clock; 0 where none was. The newest is shown. */
  readonly at: number;
}

/** Where a store reports what it hears. It may do so inside `open`; after `PresenceLink.close()` it calls none of them. */
export interface PresenceSink {
  /** The store is reached, and what the other nodes say is reported. First, and after each `down`. */
  up(): void;
  /** The store is lost: what other nodes say now is not known. Once, until the next `up`. */
  down(cause: Error): void;
  /** All that another node says, in place of what it said before; nothing where it is gone. */
  replaced(node: string, records: readonly PresenceRecord[]): void;
  /** Another node says this of a member now. */
  put(node: string, record: PresenceRecord): void;
  /** Another node has nothing more to say of a member. */
  removed(node: string, room: string, member: string): void;
  /** Another node published to a room that is subscribed to. */
  message(room: string, text: string): void;
}

/** One node's place in a store. Nothing here throws or waits: while the store is lost it keeps what is put, and catches up. */
export interface PresenceLink {
  put(record: PresenceRecord): void;
  remove(room: string, member: string): void;
  /** Sends to every other node that is subscribed to the room, at most once; lost while the store is. */
  publish(room: string, text: string): void;
  subscribe(room: string): void;
  unsubscribe(room: string): void;
  /** Leaves, and takes the records along after `linger` ms. Resolves when nothing of this node is open; does not reject. */
  close(linger: number): Promise<void>;
}

/** Where nodes tell each other who is present. */
export interface PresenceStore {
  readonly name: string;
  /** Takes a place as a node of its own. What cannot be reached is reported to `sink.down`, and tried again. */
  open(sink: PresenceSink, environment: Environment): PresenceLink;
}
