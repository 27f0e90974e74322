import { browserTransport } from '../adapters/browser.ts';
import { HeartwireError } from '../errors.ts';
import type { LiteConnection } from '../hosted-connection.ts';
import type { Status } from '../machines/connection-parts.ts';
import { type ConnectionOptions, checkProtocols, normaliseUrl, type Provided } from '../options.ts';
import { byteLength } from '../outbox.ts';
import type { Loss } from '../ports/loss.ts';
import type { Attempt, Link, Transport } from '../ports/transport.ts';
import type { Handler, SocketTarget } from './event-map.ts';
import { SocketCloseEvent, SocketEvent, SocketEventTarget, SocketMessageEvent } from './events.ts';
import { connectionOptions, type ReconnectingWebSocketOptions } from './options.ts';
import { asStandard, blobOf, exception, rounded, wireData } from './standard.ts';
import { type Close, watched } from './watched.ts';

export type Protocols = string | readonly string[] | null | undefined;

const CONNECTING = 0;
const OPEN = 1;
const CLOSING = 2;
const CLOSED = 3;

/** Whatever is not here is CONNECTING: there is no link, and there may be one again. */
const readyStates: Partial<Record<Status, 0 | 1 | 2 | 3>> = {
  open: OPEN,
  'awaiting-pong': OPEN,
  closing: CLOSING,
  closed: CLOSED,
  failed: CLOSED,
  idle: CLOSED,
};

/** The class under `heartwire/websocket` and `heartwire/lite/websocket`, which say what makes its connection. */
export class DropIn<C extends LiteConnection>
  extends (SocketEventTarget as unknown as new () => SocketTarget)
  implements WebSocket
{
  declare static readonly CONNECTING: 0;
  declare static readonly OPEN: 1;
  declare static readonly CLOSING: 2;
  declare static readonly CLOSED: 3;
  declare readonly CONNECTING: 0;
  declare readonly OPEN: 1;
  declare readonly CLOSING: 2;
  declare readonly CLOSED: 3;
  declare onopen: Handler<'open'>;
  declare onmessage: Handler<'message'>;
  declare onerror: Handler<'error'>;
  declare onclose: Handler<'close'>;
  readonly #connection: C;
  readonly #isQueueing: boolean;
  #url = '';
  #origin = '';
  #protocol = '';
  #link: Link | undefined;
  #binaryType: BinaryType = 'blob';
  #isOpen = false;
  /** Whether the last event has been told, or there was none to tell. */
  #isOver = true;
  /** Ends of links and attempts that wait to be told. */
  #ends = 0;
  /** Whether one is being told. */
  #isEnding = false;
  /** How the link closed that we closed. */
  #closed: Close = {};
  /** Bytes of messages that were given up at the end, or came after it. */
  #unsent = 0;

  constructor(
    create: (options: ConnectionOptions) => C,
    url: Provided<string | URL>,
    protocols?: Provided<Protocols>,
    options: ReconnectingWebSocketOptions = {},
  ) {
    super();
    if (url === undefined) throw new TypeError('url is needed');
    const [ours, log] = connectionOptions(options);
    const { transport = browserTransport(), autoConnect = true, outbox } = ours;
    const isGiven = typeof protocols !== 'function';
    const offer = isGiven
      ? offered(protocols)
      : async (attempt: Attempt) => offered(await protocols(attempt));
    const target = asStandard(() => {
      if (isGiven) checkProtocols(offer);
      return typeof url === 'function' ? url : normaliseUrl(`${url}`);
    });
    if (typeof target === 'string') this.#dials(target);
    // A client that makes a new socket at each `close`, on top of retries of ours, multiplies its live sockets.
    if (retrying.delete(target)) console.warn('heartwire: retries on retries; see maxRetries: 0');
    this.#isQueueing = outbox !== false;
    this.#connection = create({
      ...ours,
      url: target,
      protocols: offer,
      transport: this.#watched(transport),
      autoConnect: false,
    });
    this.#listen(target);
    for (const name of ['status', 'lost', 'retry'] as const) {
      if (log) this.#connection.on(name, (event: unknown) => log(name, event));
    }
    if (autoConnect && this.#connection.status === 'idle') this.#connection.connect();
  }

  /** The normalised url; '' until a provider has answered. */
  get url(): string {
    return this.#url;
  }

  /** The subprotocol that the server selected; '' before the link is open. */
  get protocol(): string {
    return this.#protocol;
  }

  /** The extensions in use, where the transport tells; '' before the link is open. */
  get extensions(): string {
    return this.#link?.extensions ?? '';
  }

  get readyState(): 0 | 1 | 2 | 3 {
    const state = readyStates[this.#connection.status] ?? CONNECTING;
    return state === CLOSED && !this.#isOver ? CLOSING : state;
  }

  /** Bytes that wait, in the queue and in the socket; after the end, those too that were never sent. */
  get bufferedAmount(): number {
    return this.#connection.bufferedAmount + this.#unsent;
  }

  /** What binary messages arrive as, on this link and on later ones. Default `blob`. */
  get binaryType(): BinaryType {
    return this.#binaryType;
  }

  set binaryType(type: BinaryType) {
    if (type === 'blob' || type === 'arraybuffer') this.#binaryType = type;
  }

  /** The connection inside, with its `status`, `cause`, `latency`, events and the answer of `send`. */
  get connection(): C {
    return this.#connection;
  }

  /** Retries in a row since a link was last stable; 0 on the first dial. */
  get retryCount(): number {
    return this.#connection.attempt;
  }

  /**
   * Sends a message, or queues it while CONNECTING; one that the queue has no room for is told by a `drop` event.
   * @throws DOMException `InvalidStateError` while CONNECTING, with `outbox: false`.
   */
  send(data: string | ArrayBufferLike | Blob | ArrayBufferView): void {
    // biome-ignore lint/complexity/noArguments: send(undefined) sends 'undefined' (Web IDL section 3.6).
    if (arguments.length === 0) throw new TypeError('data is needed');
    const message = wireData(data);
    if (!this.#isQueueing && this.readyState === CONNECTING) {
      throw exception('not open yet', 'InvalidStateError');
    }
    this.#connection.send(message);
  }

  /**
   * Closes for good: nothing but `reconnect()` undoes it. One `close` event follows.
   * @throws DOMException `InvalidAccessError` for a code other than 1000 and 3000–4999, `SyntaxError` for a reason over 123 bytes.
   */
  close(code?: number, reason?: string): void {
    const sent = code && rounded(code);
    const why = reason === undefined ? reason : `${reason}`;
    asStandard(() => this.#connection.close(sent, why));
  }

  /**
   * Gives up the link, if any, and dials at once with the count of retries reset. Works from every state.
   * With a `code`, an open link is closed by it first, and not waited for.
   */
  reconnect(code?: number, reason?: string): void {
    if (this.#isOpen && code !== undefined) this.close(code, reason);
    this.#connection.reconnect();
  }

  #watched(transport: Transport): Transport {
    const dialed = (url: string, link: Link) => {
      this.#dials(url);
      this.#link = link;
      this.#protocol = '';
      this.#closed = {};
    };
    return watched(transport, dialed, (close) => {
      this.#closed = close;
    });
  }

  #dials(url: string): void {
    this.#url = url;
    this.#origin = new URL(url).origin;
  }

  #listen(target: unknown): void {
    const connection = this.#connection;
    connection.on('status', ({ status }) => {
      if (status === 'connecting') this.#isOver = false;
      else if (/backoff|offline/.test(status)) retrying.add(target);
      else retrying.delete(target);
    });
    connection.on('open', ({ protocol }) => {
      this.#protocol = protocol;
      this.#isOpen = true;
      this.#unsent = 0;
      this.dispatchEvent(new SocketEvent('open'));
    });
    connection.on('message', (message) => {
      const data = this.#binaryType === 'blob' && typeof message !== 'string' ? blobOf(message) : message;
      this.dispatchEvent(new SocketMessageEvent('message', { data, origin: this.#origin }));
    });
    connection.on('lost', ({ cause }) => this.#end(cause, cause));
    connection.on('closed', ({ cause }) => {
      if (cause || this.#isOver) return;
      // Who closes on hearing of an end hears of no other.
      if (this.#isEnding) this.#isOver = true;
      else this.#end(this.#isOpen ? this.#closed : {});
    });
    connection.on('drop', ({ message, reason }) => {
      if (/closed|failed/.test(reason)) this.#unsent += byteLength(message);
      if (!this.#isOver) this.dispatchEvent(Object.assign(new SocketEvent('drop'), { message, reason }));
    });
  }

  /** Tells that a link is gone, after an `error` where it had not been open. */
  #end({ closeCode: code = 1006, reason = '', wasClean = false }: Close, cause?: Loss): void {
    const event = Object.assign(new SocketCloseEvent('close', { code, reason, wasClean }), { cause });
    if (this.#isOpen) this.#tell(event);
    else {
      const error = cause ?? new HeartwireError('ERR_HEARTWIRE_CLOSED', 'The connection is closed.');
      this.#tell(Object.assign(new SocketEvent('error'), { error, message: error.message }), event);
    }
    this.#isOpen = false;
  }

  /** Tells of an end when the caller is done: a call on a socket has no event of its life inside it. */
  #tell(...events: Event[]): void {
    this.#ends += 1;
    queueMicrotask(() => {
      this.#ends -= 1;
      this.#isEnding = true;
      this.#isOver ||= this.#ends === 0 && /closed|failed/.test(this.#connection.status);
      for (const event of events) this.dispatchEvent(event);
      this.#isEnding = false;
    });
  }
}

/** Subprotocols as Web IDL takes them, a string or a sequence; none for null, as partysocket has it. */
function offered(protocols: Protocols): readonly string[] {
  if (protocols === undefined || protocols === null) return [];
  const isSequence = typeof protocols === 'object' && Symbol.iterator in protocols;
  return isSequence ? Array.from(protocols, (name) => `${name}`) : [`${protocols}`];
}

/** What sockets dial that wait to try again. */
const retrying = new Set<unknown>();
