import type { PeerStatus } from '../machines/peer-parts.ts';
import type { Loss } from '../ports/loss.ts';
import type { Frame, WireData } from '../ports/transport.ts';

/** What is known of the upgrade request that a peer came by. */
export interface PeerRequest {
  /** Of the socket, or what `addressOf` makes of the request. The socket's is '' where it is first read after the peer has gone. */
  readonly address: string;
  readonly origin: string | undefined;
  /** Without the query, which may hold a secret. */
  readonly path: string;
  /** The subprotocol that was selected, or ''. */
  readonly protocol: string;
}

/** One accepted client. */
export interface Peer<Out = WireData, User = undefined> {
  /** Unique to its supervisor; never used again. */
  readonly id: number;
  readonly status: PeerStatus;
  readonly request: PeerRequest;
  /** What `authenticate` gave for it. */
  readonly user: User;
  /** When it was last heard, in ms since the epoch; up to one tick of the supervisor early. */
  readonly lastSeen: number;
  /** Round trip of the last answered ping in ms; `undefined` before the first. */
  readonly latency: number | undefined;
  /** Bytes that were sent and that the network has not taken. */
  readonly bufferedAmount: number;
  /** Why it is no more; `undefined` while it is. */
  readonly cause: Loss | undefined;
  /**
   * Sends a message. `sent`: the socket has it. `refused`: it is closing or gone. Throws what the dialect throws on a
   * message that it cannot write, and nothing else. A peer that reads too slowly is cut: see `maxBufferedAmount`.
   */
  send(message: Out): 'sent' | 'refused';
  /**
   * Starts the close handshake; after `closeTimeout` the socket is cut. What the peer sends until then is still delivered.
   * `code`: 1000 (default), 1001, 1007 to 1009, 1011 to 1014 or 3000 to 4999; `reason`: at most 123 UTF-8 bytes.
   */
  close(code?: number, reason?: string): void;
  /** Cuts the socket at once, without a close frame. */
  terminate(): void;
}

/** Why an upgrade was refused. */
export type RefusalReason =
  | 'bad-upgrade'
  | 'path'
  | 'origin'
  | 'unauthenticated'
  | 'forbidden'
  | 'unavailable'
  | 'authenticate-failed'
  | 'authenticate-timeout'
  | 'too-many-peers'
  | 'too-many-peers-of-address'
  | 'draining';

/** An upgrade that was answered with an HTTP status instead of 101. */
export interface Refusal {
  readonly status: number;
  readonly reason: RefusalReason;
  readonly address: string;
  readonly origin: string | undefined;
  /** Without the query, which may hold a secret. */
  readonly path: string;
  /** What `authenticate` threw, as it is. */
  readonly cause?: unknown;
}

/** What `supervisor.on` can listen to, and what each listener is given. Times in ms. */
export interface SupervisorEvents<In = Frame, Out = WireData, User = undefined> {
  /** A peer is there: upgraded, through the dialect's handshake, and authenticated. */
  peer: Peer<Out, User>;
  /** A message, as the dialect decoded it. Every message of a peer comes between its `peer` and its `gone`. */
  message: { readonly peer: Peer<Out, User>; readonly message: In };
  /** A peer was given up: dead, too slow, or breaking a rule. One that was never there has a cause with `wasOpen` false. */
  lost: {
    readonly peer: Peer<Out, User>;
    readonly cause: Loss;
    /** How long ago it was last heard. */
    readonly silence: number;
  };
  /** A peer is no more, for whatever cause: exactly once for every `peer`, and for nothing else. */
  gone: { readonly peer: Peer<Out, User>; readonly cause: Loss };
  /** An upgrade was refused. */
  refused: Refusal;
}

export const eventNames = [
  'peer',
  'message',
  'lost',
  'gone',
  'refused',
] as const satisfies readonly (keyof SupervisorEvents)[];
