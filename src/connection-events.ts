import type { Status } from './machines/connection-parts.ts';
import type { DropReason } from './outbox.ts';
import type { Loss, Verdict } from './ports/loss.ts';
import type { Frame } from './ports/transport.ts';

/** What `connection.on` can listen to, and what each listener is given. Times in ms. */
export interface ConnectionEvents<In = Frame, Out = unknown> {
  /** A message from the peer, as the dialect decoded it. */
  message: In;
  /** The status changed. */
  status: { readonly status: Status; readonly previous: Status };
  /** A link is open: handshake done, the outbox on its way. */
  open: { readonly link: number; readonly protocol: string; readonly attempt: number };
  /** A link is gone, or an attempt failed; every `open` is followed by one `lost` or `closed`. Not for an attempt that `reconnect()` replaced. */
  lost: {
    readonly cause: Loss;
    readonly verdict: Verdict;
    readonly link: number;
    readonly wasOpen: boolean;
    /** How long ago the peer was last heard; since the attempt began, for one that failed. */
    readonly silence: number;
  };
  /** The next attempt is planned. */
  retry: {
    /** Which retry in a row: 1 for the first; 0 after a loss while there was no network, which does not count. */
    readonly attempt: number;
    readonly delay: number;
    /** When, in ms since the epoch. */
    readonly at: number;
    readonly cause: Loss | undefined;
  };
  /** The peer answered a ping. */
  pong: { readonly latency: number };
  /** The connection gave up: the verdict was fatal, or retries ran out. */
  failed: { readonly cause: Loss | undefined; readonly attempt: number };
  /** The connection is closed on purpose, by `close()`, the `signal`, or a verdict of `done` (then with its cause). */
  closed: { readonly cause: Loss | undefined };
  /** A message will not be sent. */
  drop: { readonly message: Out; readonly reason: DropReason; readonly key: string | undefined };
}

/** The names of all events. */
export const eventNames = [
  'message',
  'status',
  'open',
  'lost',
  'retry',
  'pong',
  'failed',
  'closed',
  'drop',
] as const satisfies readonly (keyof ConnectionEvents)[];
