import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Frame, WireData } from '../ports/transport.ts';
import type { Counters, Observer } from './counters.ts';
import type { Peer, SupervisorEvents } from './events.ts';

/** How a supervisor empties its server. Times in ms. */
export interface DrainOptions {
  /** Time over which the peers are closed, evenly; from 0. */
  readonly over: number;
  /** When whoever is left is cut, from now. Default: when the last close handshake has timed out. */
  readonly deadline?: number | undefined;
  /**
   * When the clients may come back, from 0: said in the close reason as `retry-after=SECONDS`, which Heartwire clients keep, with
   * jitter of a second at least. 0 where other servers stand ready. Default: nothing is said, and clients wait 5 to 30 s.
   */
  readonly retryAfter?: number | undefined;
}

/** The peers that are there, in order of their coming. */
export interface Peers<Out, User> extends Iterable<Peer<Out, User>> {
  readonly size: number;
}

/** Watches over the clients of one `WebSocketServer`. Made by `supervise`. */
export interface Supervisor<In = Frame, Out = WireData, User = undefined> extends AsyncDisposable {
  readonly peers: Peers<Out, User>;
  /** Calls `listener` for each event until the returned function is called or `signal` aborts. */
  on<K extends keyof SupervisorEvents>(
    name: K,
    listener: (event: SupervisorEvents<In, Out, User>[K]) => void,
    options?: { readonly signal?: AbortSignal | undefined },
  ): () => void;
  /** Sends a message to every peer, or to those that `filter` takes, written once. Returns how many sockets have it. */
  broadcast(message: Out, filter?: (peer: Peer<Out, User>) => boolean): number;
  counters(): Counters;
  /** Has `observer` told what happens until the returned function is called. */
  observe(observer: Observer): () => void;
  /** Takes an `upgrade` event of an HTTP server: for a `WebSocketServer` with `noServer`. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /**
   * Refuses upgrades with 503, and closes the peers with 1012, evenly over `over` ms and in any order. Resolves when none is
   * left. Asked again, it gives the same promise.
   */
  drain(options: DrainOptions): Promise<void>;
  /** Refuses upgrades with 503, for good, and closes all peers with 1001. Resolves when none is left, `closeTimeout` later at most. */
  close(): Promise<void>;
}
