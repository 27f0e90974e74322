import { HeartwireError, LossError, OptionError } from '../errors.ts';
import type { Link, Transport, TransportSink, WireData } from '../ports/transport.ts';

export interface BrowserTransportOptions {
  /** What binary frames arrive as. Default `arraybuffer`; a `blob` costs about twenty times as much per message. */
  readonly binaryType?: BinaryType;
  /** The WebSocket class to dial with. Default: the platform's. */
  readonly WebSocket?: new (
    url: string,
    protocols: string[],
  ) => WebSocket;
}

const OPEN = 1;

/**
 * Builds the transport over the platform's own WebSocket: browsers, workers, Deno, Bun, Node from 22.
 * It cannot send control frames, and it cannot see why a dial failed.
 * @throws {HeartwireError} `ERR_HEARTWIRE_NO_WEBSOCKET` where the platform has none.
 * @throws {OptionError} `ERR_HEARTWIRE_INVALID_OPTION` for another `binaryType`.
 */
export function browserTransport(options: BrowserTransportOptions = {}): Transport {
  const { binaryType = 'arraybuffer', WebSocket: Socket = globalThis.WebSocket } = options;
  if (typeof Socket !== 'function') {
    throw new HeartwireError(
      'ERR_HEARTWIRE_NO_WEBSOCKET',
      "This platform has no WebSocket. In Node: import { ws } from 'heartwire/ws' and pass transport: ws().",
    );
  }
  if (binaryType !== 'arraybuffer' && binaryType !== 'blob') {
    throw new OptionError(
      'ERR_HEARTWIRE_INVALID_OPTION',
      'binaryType',
      binaryType,
      "must be 'arraybuffer' or 'blob'",
    );
  }
  return {
    name: 'browser',
    controlFrames: false,
    open(request, sink) {
      try {
        const socket = new Socket(request.url, [...request.protocols]);
        socket.binaryType = binaryType;
        return new BrowserLink(socket, sink);
      } catch (error) {
        return stillborn(error, sink);
      }
    },
  };
}

class BrowserLink implements Link {
  readonly #socket: WebSocket;

  constructor(socket: WebSocket, sink: TransportSink) {
    this.#socket = socket;
    let isOpen = false;
    const failed = (closeCode?: number): void => {
      this.#letGo();
      sink.error(dialFailed('The dial failed; the platform does not say why.', closeCode));
    };
    socket.onopen = () => {
      isOpen = true;
      sink.open(socket.protocol);
    };
    socket.onmessage = (event) => sink.frame(event.data);
    // Node's own WebSocket sends no `close` after the `error` of a dial; after `open` a `close` always follows.
    socket.onerror = () => {
      if (!isOpen) failed();
    };
    socket.onclose = ({ code, reason, wasClean }) => {
      if (!isOpen) return failed(code);
      this.#letGo();
      // Deno says 0 of a link that was cut.
      sink.close(code || 1006, reason, wasClean);
    };
  }

  get bufferedAmount(): number {
    return this.#socket.bufferedAmount;
  }

  get extensions(): string {
    return this.#socket.extensions;
  }

  send(data: WireData): void {
    // A socket that is closing swallows messages without a word (WHATWG WebSockets, `send()`).
    if (this.#socket.readyState !== OPEN) throw notOpen();
    this.#socket.send(data);
  }

  close(code?: number, reason?: string): void {
    this.#socket.close(code, reason);
  }

  discard(): void {
    this.#letGo();
    this.#socket.close();
  }

  #letGo(): void {
    const socket = this.#socket;
    socket.onopen = socket.onmessage = socket.onclose = null;
    // Not null: an event emitter in the place of the platform's class throws an error that nobody hears.
    socket.onerror = ignore;
  }
}

/** The link of a socket that could not be made. The platform's error is left out: its message holds the url. */
function stillborn(error: unknown, sink: TransportSink): Link {
  let isDiscarded = false;
  const name = error instanceof Error ? error.name : typeof error;
  queueMicrotask(() => {
    if (!isDiscarded) sink.error(dialFailed(`The platform refused to dial: ${name}.`));
  });
  return {
    send() {
      throw notOpen();
    },
    close: ignore,
    discard() {
      isDiscarded = true;
    },
    bufferedAmount: 0,
  };
}

function ignore(): void {}

function notOpen(): HeartwireError {
  return new HeartwireError('ERR_HEARTWIRE_NOT_OPEN', 'The socket does not take messages now.');
}

function dialFailed(message: string, closeCode?: number): LossError {
  return new LossError('ERR_HEARTWIRE_DIAL_FAILED', message, { closeCode });
}
