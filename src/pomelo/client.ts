import { browserEnvironment } from '../adapters/browser-environment.ts';
import { type Connection, createConnection } from '../connection.ts';
import { rememberingDialect } from '../dialects/pomelo/dialect.ts';
import type { PomeloIncoming, PomeloOutgoing } from '../dialects/pomelo.ts';
import { HeartwireError } from '../errors.ts';
import { guarded, Listeners } from '../listeners.ts';
import { settingsOf } from '../options.ts';
import type { DropReason, SendOptions } from '../outbox.ts';
import type { WireData } from '../ports/transport.ts';
import { checkedTimeout, dividedOptions, type PomeloConnectionOptions } from './options.ts';
import { Pending } from './pending.ts';
import type { AnswerOf, BodyOf, PomeloRoutes, QuestionOf, RouteOf } from './routes.ts';
import { type Line, type Outgoing, Waiting } from './waiting.ts';

/** How one request is made. */
export interface RequestOptions {
  /** How long it waits for its response, the time before it is sent included, in ms from 1; `Infinity` for no end. Default `requestTimeout`. */
  readonly timeout?: number | undefined;
  /** Gives it up, and takes it back while it is still queued; it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** What follows the route in a call: the body, unless it may be left out, and options. */
type Rest<Body, Options> = undefined extends Body
  ? [body?: Body, options?: Options]
  : [body: Body, options?: Options];

/** A client of a Pomelo server. Made by `createPomeloClient`. */
export interface PomeloClient<Routes extends PomeloRoutes = PomeloRoutes> {
  /** The connection underneath: its status and events, `reconnect()`, `close()`. Its outbox is off: what waits, waits in the client. */
  readonly connection: Connection<PomeloIncoming, PomeloOutgoing>;
  /**
   * Asks, and resolves with the body of the response. Where no link is open the request waits for one, with the bounds of `outbox`.
   * Rejects with the loss of the link that took it; `ERR_HEARTWIRE_REQUEST_TIMEOUT`; `ERR_HEARTWIRE_REQUEST_DROPPED` where it was never
   * sent; the signal's reason; `ERR_HEARTWIRE_INVALID_MESSAGE`; and when the connection closes or fails.
   */
  request<Route extends RouteOf<Routes, 'requests'>>(
    route: Route,
    ...rest: Rest<QuestionOf<Routes, Route>, RequestOptions>
  ): Promise<AnswerOf<Routes, Route>>;
  /**
   * Sends a message that nobody answers, or queues it. `sent`: the socket has it. `queued`: it waits for a link. `refused`: nobody has it.
   * Throws `ERR_HEARTWIRE_INVALID_MESSAGE` on what cannot be written.
   */
  notify<Route extends RouteOf<Routes, 'notifies'>>(
    route: Route,
    ...rest: Rest<BodyOf<Routes, 'notifies', Route>, SendOptions>
  ): 'sent' | 'queued' | 'refused';
  /** Calls `listener` with the body of each push of the route, until the returned function is called or `signal` aborts. */
  on<Route extends RouteOf<Routes, 'pushes'>>(
    route: Route,
    listener: (body: BodyOf<Routes, 'pushes', Route>) => void,
    options?: { readonly signal?: AbortSignal | undefined },
  ): () => void;
}

/**
 * Creates a client of a Pomelo, Pinus, nano or Pitaya server: a connection that stays up, with requests, notifies and pushes.
 *
 * @throws OptionError on a bad option, as `createConnection` and `pomelo()` do
 */
export function createPomeloClient<Routes extends PomeloRoutes = PomeloRoutes>(
  options: PomeloConnectionOptions,
): PomeloClient<Routes> {
  return new LiveClient(options) as unknown as PomeloClient<Routes>;
}

class LiveClient implements Line {
  readonly connection: Connection<PomeloIncoming, PomeloOutgoing>;
  readonly #write: (message: Outgoing) => WireData;
  readonly #pending: Pending;
  readonly #waiting: Waiting;
  readonly #requestTimeout: number;
  readonly #dropped: PomeloConnectionOptions['dropped'];
  /** One each a route: a route can have any name, that of a method of objects too. */
  readonly #pushes = new Map<string, Listeners<{ push: unknown }>>();

  constructor(options: PomeloConnectionOptions) {
    const { words, connection, requestTimeout, dropped } = dividedOptions(options);
    const { dialect, state } = rememberingDialect(words);
    const { outbox } = settingsOf({ ...connection, dialect });
    const environment = options.environment ?? browserEnvironment();
    this.#write = (message) => dialect.write(message);
    this.#requestTimeout = requestTimeout;
    this.#dropped = dropped;
    this.#pending = new Pending(environment, (id) => state.forget(id));
    this.#waiting = new Waiting(this, outbox, environment);
    this.connection = createConnection({ ...connection, dialect, outbox: false });
    this.connection.on('message', (message) => this.#heard(message));
    this.connection.on('open', this.#waiting.flush);
    this.connection.on('lost', ({ cause }) => this.#pending.rejectSent(cause));
    this.connection.on('failed', () => this.#waiting.clear('failed'));
    this.connection.on('closed', () => {
      this.#pending.rejectSent(closed());
      this.#waiting.clear('closed');
    });
  }

  request(route: string, body?: unknown, options: RequestOptions = {}): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const { timeout = this.#requestTimeout, signal } = options;
      checkedTimeout(timeout, 'timeout');
      // React Native's AbortSignal has no throwIfAborted().
      if (signal?.aborted) throw signal.reason;
      const message = { type: 'request', id: this.#pending.nextId(), route, body } as const;
      const withdrawal = new AbortController();
      const settle =
        <T>(act: (value: T) => void) =>
        (value: T) => {
          act(value);
          withdrawal.abort();
        };
      this.#pending.add({ message, timeout, signal, resolve: settle(resolve), reject: settle(reject) });
      try {
        this.#add(message, { signal: withdrawal.signal });
      } catch (cause) {
        this.#pending.reject(message.id, cause);
      }
    });
  }

  notify(route: string, body?: unknown, options: SendOptions = {}): 'sent' | 'queued' | 'refused' {
    return this.#add({ type: 'notify', route, body }, options);
  }

  on(
    route: string,
    listener: (body: unknown) => void,
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): () => void {
    const listeners = this.#pushes.get(route) ?? new Listeners<{ push: unknown }>();
    this.#pushes.set(route, listeners);
    return listeners.add('push', listener, signal);
  }

  // Line

  get isOpen(): boolean {
    const { status } = this.connection;
    return status === 'open' || status === 'awaiting-pong';
  }

  get end(): 'closed' | 'failed' | undefined {
    const { status } = this.connection;
    if (status === 'failed') return status;
    return status.startsWith('clos') ? 'closed' : undefined;
  }

  get bufferedAmount(): number {
    return this.connection.bufferedAmount;
  }

  write(message: Outgoing): WireData {
    return this.#write(message);
  }

  send(message: Outgoing): boolean {
    if (this.connection.send(message) !== 'sent') return false;
    if (message.type === 'request') this.#pending.sent(message.id);
    return true;
  }

  dropped(message: Outgoing, reason: DropReason, cause?: unknown): void {
    if (message.type === 'request') this.#pending.reject(message.id, cause ?? this.#causeOf(message, reason));
    else guarded(() => this.#dropped?.(message, reason));
  }

  #add(message: Outgoing, options: SendOptions): 'sent' | 'queued' | 'refused' {
    if (this.end) this.#write(message);
    return this.#waiting.add(message, options);
  }

  #causeOf({ route }: Outgoing, reason: DropReason): unknown {
    if (reason === 'closed') return closed();
    if (reason === 'failed') return this.connection.cause ?? closed();
    return new HeartwireError('ERR_HEARTWIRE_REQUEST_DROPPED', `${route}: not sent (${reason}).`);
  }

  #heard(message: PomeloIncoming): void {
    if (message.type === 'response') this.#pending.resolve(message.id, message.body);
    else if (message.type === 'push') this.#pushes.get(message.route)?.emit('push', message.body);
  }
}

const closed = () => new HeartwireError('ERR_HEARTWIRE_CLOSED', 'The connection is closed.');
