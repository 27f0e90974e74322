import type { Loss, Verdict } from './loss.ts';

/** What one message on the wire can be. `Blob` only where the platform's socket takes it. */
export type WireData = string | ArrayBuffer | ArrayBufferView<ArrayBuffer> | Blob;

/** What a socket hands over: text as `string`, binary as `ArrayBuffer` (or `Blob` where a transport was asked for it). */
export type Frame = string | ArrayBuffer | Blob;

/** What an attempt knows when it starts. Given to `url()`, `protocols()`, header providers and a dialect's hello. */
export interface Attempt {
  /** 0 for the first dial and for a dial after `reconnect()`; n for the n-th retry in a row. */
  readonly number: number;
  /** Why the last link was lost; `undefined` on the first dial. */
  readonly cause: Loss | undefined;
  /** What that loss was judged to mean: `refresh` asks for a fresh credential, once. `retry` on the first dial. */
  readonly verdict: Verdict;
  /** Fires when the attempt is over before the link opened: its deadline passed, or it was closed or superseded. */
  readonly signal: AbortSignal;
}

export interface TransportRequest {
  /** Absolute `ws:` or `wss:` URL without a fragment. */
  readonly url: string;
  readonly protocols: readonly string[];
  readonly attempt: Attempt;
}

/**
 * Where a transport reports. Order: at most one `open`; then any number of `frame` and `heard`; then one `close` or `error`.
 * After `Link.discard()` the transport calls none of them.
 */
export interface TransportSink {
  /** The socket is open; `protocol` is the subprotocol that the server selected, or ''. */
  open(protocol: string): void;
  frame(data: Frame): void;
  /** A control frame came in. `pong` only for the answer to our last ping. */
  heard(frame: 'ping' | 'pong'): void;
  /** The socket has closed: the code and reason of RFC 6455 section 7.1.5–6. */
  close(code: number, reason: string, wasClean: boolean): void;
  /** The dial failed, or the socket broke. Before `open` it ends the attempt, whether or not a `close` follows. */
  error(cause: Error): void;
}

/** One socket's life as seen by the connection. */
export interface Link {
  /** Hands one message to the socket; throws if the socket does not take it. */
  send(data: WireData): void;
  /** Starts the close handshake; does nothing when it has started already. */
  close(code?: number, reason?: string): void;
  /** Lets go for good: listeners off, `close` asked, terminated where the platform can. Nothing is reported afterwards. */
  discard(): void;
  /** Bytes that `send` took and the network has not. */
  readonly bufferedAmount: number;
  /** The extensions in use, as the server named them (RFC 6455 section 9.1); '' or absent where there are none. */
  readonly extensions?: string;
  /** Sends a ping control frame. Present only where `Transport.controlFrames` is true. */
  ping?(): void;
}

/** Opens sockets. Holds no timer, no retry and no beat. */
export interface Transport {
  readonly name: string;
  /** Whether its links can send ping control frames (RFC 6455 section 5.5.2). Browsers cannot. */
  readonly controlFrames: boolean;
  /** Starts one dial and returns at once. What fails is reported to `sink.error`; an option that can never work throws. */
  open(request: TransportRequest, sink: TransportSink): Link;
}
