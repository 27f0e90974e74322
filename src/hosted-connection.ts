import { MAX_REASON_BYTES, utf8Length } from './close-codes.ts';
import { type ConnectionEvents, eventNames } from './connection-events.ts';
import { Host } from './connection-host.ts';
import { HIGH_WATER_MARK, MESSAGES_LIMIT } from './defaults.ts';
import { HeartwireError, OptionError, type UsageErrorCode } from './errors.ts';
import type { Status } from './machines/connection-parts.ts';
import { type ConnectionOptions, checkTtl } from './options.ts';
import type { SendOptions } from './outbox.ts';
import type { Loss } from './ports/loss.ts';
import type { Frame, WireData } from './ports/transport.ts';
import { count, oneOf, type } from './rules.ts';

/** A WebSocket connection that stays up and knows, within a stated bound, when it is dead. Made by `createConnection`. */
export interface LiteConnection<In = Frame, Out = WireData> extends AsyncDisposable {
  readonly status: Status;
  /** Retries in a row since a link was last stable; 0 on the first dial. */
  readonly attempt: number;
  /** When the next attempt starts, in ms since the epoch; `undefined` where none is planned. */
  readonly nextAttemptAt: number | undefined;
  /** Round trip of the last answered ping in ms; `undefined` before the first. */
  readonly latency: number | undefined;
  /** Bytes that wait: in the outbox and in the socket. */
  readonly bufferedAmount: number;
  /** Why the last link was lost; `undefined` before the first loss. */
  readonly cause: Loss | undefined;
  /**
   * Sends a message, or queues it while it cannot be written.
   * `sent`: the socket has it. `queued`: the outbox has it. `refused`: nobody has it, and a `drop` event says why.
   * Throws what the dialect throws on a message that it cannot write.
   */
  send(message: Out, options?: SendOptions): 'sent' | 'queued' | 'refused';
  /** Starts an idle or closed connection; does nothing in other states. */
  connect(): void;
  /** Gives up the link, if any, and dials at once with the count of attempts reset. Works from every state. */
  reconnect(): void;
  /**
   * Closes for good: nothing but `connect()` or `reconnect()` undoes it. Resolves when the socket is gone, at most
   * `closeTimeout` later. `code`: 1000 or 3000–4999, none by default; `reason`: at most 123 UTF-8 bytes.
   */
  close(code?: number, reason?: string): Promise<void>;
  /** Pings, and resolves with the round trip in ms. Rejects when the link is not open, has no ping, or does not answer. */
  probe(): Promise<number>;
  /** Resolves when the connection is open; rejects with the cause when it fails, or when it is closed. */
  opened(): Promise<void>;
  /**
   * Messages from now on, across reconnects, until the connection closes; rejects when it fails, and when the reader
   * falls more than `limit` (default 1,000) messages behind.
   */
  messages(options?: { readonly limit?: number }): AsyncIterableIterator<In, undefined>;
  /** Calls `listener` for each event until the returned function is called or `signal` aborts. */
  on<K extends keyof ConnectionEvents>(
    name: K,
    listener: (event: ConnectionEvents<In, Out>[K]) => void,
    options?: { readonly signal?: AbortSignal | undefined },
  ): () => void;
}

interface Startable {
  readonly options: Pick<ConnectionOptions, 'signal' | 'autoConnect'>;
  connect(): void;
  close(): unknown;
}

/** Starts to dial, unless the options say otherwise. */
export function started<T extends Startable>(connection: T): T {
  const { signal, autoConnect } = connection.options;
  if (signal?.aborted) connection.close();
  else if (autoConnect !== false) connection.connect();
  return connection;
}

const checkEventName = oneOf(...eventNames);
const checkFunction = type('function');
const checkCount = count(MESSAGES_LIMIT);

/** The host with the app's face on. */
export abstract class HostedConnection<In, Out> extends Host<In, Out> implements LiteConnection<In, Out> {
  get attempt(): number {
    return this.context.attempt;
  }

  get nextAttemptAt(): number | undefined {
    const { armedAt, delay } = this.context;
    return this.status === 'backoff' || this.status === 'offline' ? armedAt + delay : undefined;
  }

  get bufferedAmount(): number {
    return (this.outbox ? this.outbox.bytes : 0) + (this.current?.socket?.bufferedAmount ?? 0);
  }

  get cause(): Loss | undefined {
    return this.context.cause;
  }

  send(message: Out, options: SendOptions = {}): 'sent' | 'queued' | 'refused' {
    const { outbox, current } = this;
    checkTtl(options.ttl, 'ttl');
    const data = this.dialect.write(message);
    const isFull = outbox && (outbox.size > 0 || (current?.socket?.bufferedAmount ?? 0) >= HIGH_WATER_MARK);
    // What listeners send on hearing of a loss comes behind this message.
    return this.run(() => {
      if (this.isOpen && !isFull && current?.send(data)) return 'sent';
      // A socket that refused has been given up by now, and perhaps the connection with it.
      const { status } = this;
      const end = status === 'failed' ? status : status.startsWith('clos') && 'closed';
      if (outbox && !end) {
        if (!outbox.add(message, data, options)) return 'refused';
        if (this.isOpen) this.flushLater();
        return 'queued';
      }
      this.drop(message, end || 'not-open', options.key);
      return 'refused';
    });
  }

  connect(): void {
    this.#start('connect');
  }

  reconnect(): void {
    this.#start('reconnect');
  }

  close(code?: number, reason?: string): Promise<void> {
    checkClose(code, reason);
    this.tell({ type: 'close', code: code ?? (reason ? 1000 : undefined), reason });
    return this.status === 'closing' ? this.#first({ status: () => {} }) : Promise.resolve();
  }

  probe(): Promise<number> {
    const { probeTimeout, canPing } = this.policy;
    const { pingInterval, pongTimeout } = this.context;
    const refuse = (code: UsageErrorCode, rule: string) => Promise.reject(new HeartwireError(code, rule));
    if (!this.isOpen) return refuse('ERR_HEARTWIRE_NOT_OPEN', 'Only an open link can be probed.');
    const isAnswered = pingInterval < Infinity && pongTimeout < Infinity;
    if (!canPing || !isAnswered)
      return refuse('ERR_HEARTWIRE_NO_PING', `${this.dialect.name}() has no ping here.`);
    const answer = this.#first({ pong: ({ latency }) => latency, lost: fail, closed: fail }, probeTimeout);
    this.tell({ type: 'probe' });
    return answer;
  }

  opened(): Promise<void> {
    if (this.isOpen) return Promise.resolve();
    if (this.status === 'failed') return Promise.reject(this.cause);
    if (this.status.startsWith('clos')) return Promise.reject(closed());
    return this.#first({ open: () => {}, failed: fail, closed: fail });
  }

  messages({
    limit = MESSAGES_LIMIT,
  }: {
    readonly limit?: number;
  } = {}): AsyncIterableIterator<In, undefined> {
    checkCount(limit, 'limit');
    const held: In[] = [];
    const detach = new AbortController();
    const { signal } = detach;
    let wake = () => {};
    let end: { readonly cause?: unknown } | undefined = /closed|failed/.test(this.status) ? {} : undefined;
    const finish = (event: { readonly cause?: unknown }) => {
      end ??= event;
      detach.abort();
      wake();
    };
    const push = (message: In) => {
      if (held.length >= limit) return finish({ cause: overflow(limit) });
      held.push(message);
      wake();
    };
    this.on('message', push, { signal });
    this.on('failed', finish, { signal });
    this.on('closed', finish, { signal });
    const iterator = (async function* () {
      for (;;) {
        if (held.length > 0) yield held.shift() as In;
        else if (end?.cause) throw end.cause;
        else if (end) return undefined;
        else
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
    })();
    const leave = iterator.return.bind(iterator);
    // A generator that nobody has started, or that waits, would not hear of it by itself.
    iterator.return = () => {
      held.length = 0;
      finish({});
      return leave(undefined);
    };
    return iterator;
  }

  on<K extends keyof ConnectionEvents>(
    name: K,
    listener: (event: ConnectionEvents<In, Out>[K]) => void,
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): () => void {
    // null stands for undefined, which the rules take for a default.
    checkEventName(name ?? null, 'name');
    checkFunction(listener ?? null, 'listener');
    if (name === 'message') this.listening();
    return this.listeners.add(name, listener, signal);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #start(type: 'connect' | 'reconnect'): void {
    if (this.options.signal?.aborted) throw closed();
    this.tell({ type });
  }

  /** Resolves with what the first of these events is turned into, or rejects with what its function throws. */
  #first<T>(
    turn: { readonly [K in keyof ConnectionEvents]?: (event: ConnectionEvents<In, Out>[K]) => T },
    timeout = Infinity,
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      const done = new AbortController();
      const late = () => settle(() => fail({ cause: noPong(timeout) }));
      const timer = this.setTimeout(late, timeout + 1);
      const settle = (give: () => T) => {
        done.abort();
        this.clearTimeout(timer);
        try {
          resolve(give());
        } catch (error) {
          reject(error);
        }
      };
      for (const [name, map] of Object.entries(turn)) {
        this.on(name as keyof ConnectionEvents, (event) => settle(() => map(event as never)), done);
      }
    });
  }
}

const closed = () => new HeartwireError('ERR_HEARTWIRE_CLOSED', 'The connection is closed.');

const noPong = (ms: number) =>
  new HeartwireError('ERR_HEARTWIRE_NO_PONG', `No answer to the ping within ${ms} ms.`);

const overflow = (limit: number) =>
  new HeartwireError('ERR_HEARTWIRE_MESSAGES_OVERFLOW', `The reader is more than ${limit} messages behind.`);

const fail = ({ cause = closed() }: { readonly cause?: unknown }): never => {
  throw cause;
};

/** RFC 6455 section 7.4 and WHATWG `close()`: what an endpoint may send. */
function checkClose(code = 1000, reason = ''): void {
  if (code !== 1000 && !(Number.isInteger(code) && code >= 3000 && code <= 4999)) {
    const rule = `${code} is neither 1000 nor from 3000 to 4999`;
    throw new OptionError('ERR_HEARTWIRE_INVALID_CLOSE_CODE', 'code', code, rule);
  }
  const bytes = utf8Length(reason);
  if (bytes > MAX_REASON_BYTES) {
    const rule = `${bytes} UTF-8 bytes are more than ${MAX_REASON_BYTES}`;
    throw new OptionError('ERR_HEARTWIRE_INVALID_CLOSE_REASON', 'reason', reason, rule);
  }
}
