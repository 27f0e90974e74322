import { type ClientOptions, type RawData, WebSocket } from 'ws';
import { HeartwireError, LossError, OptionError } from '../errors.ts';
import type {
  Attempt,
  Link,
  Transport,
  TransportRequest,
  TransportSink,
  WireData,
} from '../ports/transport.ts';
import { handshakeRefused } from './ws/handshake-refused.ts';

export type WsHeaders = Readonly<Record<string, string>>;

/** Every option of the `ws` client, those of TLS included, but for the ones that the connection decides. */
export interface WsOptions extends Omit<ClientOptions, 'handshakeTimeout' | 'headers' | 'protocol'> {
  /** Headers of the upgrade request, or a function that is asked for them in every attempt. */
  readonly headers?: WsHeaders | ((attempt: Attempt) => WsHeaders | Promise<WsHeaders>);
}

/**
 * Builds the transport over the `ws` package: headers, agent, TLS, ping control frames, and the reason of a refused upgrade.
 * A refused upgrade is `ERR_HEARTWIRE_UPGRADE_REFUSED` with its HTTP status; a failed `headers` function is
 * `ERR_HEARTWIRE_PROVIDER_FAILED`; any other dial that fails is `ERR_HEARTWIRE_DIAL_FAILED`.
 * @throws {OptionError} `ERR_HEARTWIRE_INVALID_OPTION` for `headers` that are neither an object nor a function.
 */
export function ws(options: WsOptions = {}): Transport {
  const { headers, ...clientOptions } = options;
  if (headers === null || !['undefined', 'object', 'function'].includes(typeof headers)) {
    throw new OptionError(
      'ERR_HEARTWIRE_INVALID_OPTION',
      'headers',
      undefined,
      'must be an object or a function',
    );
  }
  return {
    name: 'ws',
    controlFrames: true,
    open(request, sink) {
      const link = new WsLink(request, sink, clientOptions);
      if (typeof headers === 'function') link.dialWith(headers);
      else link.dial(headers);
      return link;
    },
  };
}

class WsLink implements Link {
  readonly #request: TransportRequest;
  readonly #sink: TransportSink;
  readonly #options: ClientOptions;
  #socket: WebSocket | undefined;
  #isOpen = false;
  #isOver = false;
  #pings = 0;
  #awaitedPong: string | undefined;

  constructor(request: TransportRequest, sink: TransportSink, options: ClientOptions) {
    this.#request = request;
    this.#sink = sink;
    this.#options = options;
  }

  get extensions(): string {
    return this.#socket?.extensions ?? '';
  }

  get bufferedAmount(): number {
    return this.#socket?.bufferedAmount ?? 0;
  }

  async dialWith(headers: (attempt: Attempt) => WsHeaders | Promise<WsHeaders>): Promise<void> {
    try {
      const given = await headers(this.#request.attempt);
      if (!this.#isOver) this.dial(given);
    } catch (cause) {
      this.#fail(
        new LossError('ERR_HEARTWIRE_PROVIDER_FAILED', 'The function that gives headers failed.', { cause }),
      );
    }
  }

  dial(headers: WsHeaders = {}): void {
    const { url, protocols } = this.#request;
    try {
      this.#socket = new WebSocket(url, [...protocols], { ...this.#options, headers });
      this.#listen(this.#socket, this.#sink);
    } catch (error) {
      queueMicrotask(() => this.#fail(dialFailed(error)));
    }
  }

  send(data: WireData): void {
    const socket = this.#socket;
    // Once it is closing, `ws` swallows messages without a word.
    if (socket?.readyState !== WebSocket.OPEN) {
      throw new HeartwireError('ERR_HEARTWIRE_NOT_OPEN', 'The socket does not take messages now.');
    }
    socket.send(data);
  }

  ping(): void {
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    this.#pings += 1;
    this.#awaitedPong = String(this.#pings);
    this.#socket.ping(this.#awaitedPong);
  }

  close(code?: number, reason?: string): void {
    if (this.#socket) this.#socket.close(code, reason);
    else queueMicrotask(() => this.#fail(dialFailed()));
  }

  discard(): void {
    this.#isOver = true;
    if (!this.#socket) return;
    this.#socket.removeAllListeners();
    // While connecting, `terminate()` emits an `error` later on, which ends a process where nobody listens.
    this.#socket.on('error', ignore);
    this.#socket.terminate();
  }

  #listen(socket: WebSocket, sink: TransportSink): void {
    socket.binaryType = 'arraybuffer';
    socket.on('open', () => {
      this.#isOpen = true;
      sink.open(socket.protocol);
    });
    // With this binaryType, text comes as a Buffer and binary as an ArrayBuffer.
    socket.on('message', (data: RawData, isBinary: boolean) =>
      sink.frame(isBinary ? (data as ArrayBuffer) : data.toString()),
    );
    socket.on('ping', () => sink.heard('ping'));
    socket.on('pong', (payload) => sink.heard(this.#isAwaited(payload) ? 'pong' : 'ping'));
    socket.on('unexpected-response', (_, response) => this.#fail(handshakeRefused(response)));
    socket.on('error', (error) => {
      // An open socket that broke the protocol would wait up to 30 s for the peer's close frame.
      if (this.#isOpen) socket.terminate();
      else this.#fail(dialFailed(error));
    });
    socket.addEventListener('close', ({ code, reason, wasClean }) => {
      this.#isOver = true;
      sink.close(code, reason, wasClean);
    });
  }

  #isAwaited(payload: Buffer): boolean {
    if (payload.toString() !== this.#awaitedPong) return false;
    this.#awaitedPong = undefined;
    return true;
  }

  #fail(cause: LossError): void {
    if (this.#isOver) return;
    this.discard();
    this.#sink.error(cause);
  }
}

function ignore(): void {}

/** Keeps the cause, but for a `SyntaxError`: its message holds the url. */
function dialFailed(cause?: unknown): LossError {
  const code = (cause as NodeJS.ErrnoException | undefined)?.code;
  const message = code ? `The dial failed: ${code}.` : 'The dial failed.';
  return new LossError('ERR_HEARTWIRE_DIAL_FAILED', message, cause instanceof SyntaxError ? {} : { cause });
}
