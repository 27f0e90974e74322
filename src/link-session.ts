import { retryAfterOf } from './close-codes.ts';
import { type LossDetails, LossError } from './errors.ts';
import { guarded } from './listeners.ts';
import type { ConnectionEvent, LinkInput } from './machines/connection-parts.ts';
import { type ConnectionOptions, checkProtocols, normaliseUrl, type Provided } from './options.ts';
import type { BeatTimes, Dialect, DialectSession, DialectSignals } from './ports/dialect.ts';
import type { Environment } from './ports/environment.ts';
import type { Loss, Verdict } from './ports/loss.ts';
import type { Attempt, Frame, Link, Transport, TransportSink, WireData } from './ports/transport.ts';

/** What a link's session needs from the connection that owns it. */
export interface LinkOwner<In> {
  readonly options: Pick<ConnectionOptions, 'url' | 'protocols'>;
  readonly transport: Transport;
  readonly environment: Pick<Environment, 'now'>;
  // The session writes nothing but beats: what the app sends is none of its business.
  readonly dialect: Pick<Dialect<In, never>, 'beat' | 'badFrame' | 'session' | 'retryAfter'>;
  /** The session that counts; what every other one says is ignored. */
  readonly current: LinkSession<In> | undefined;
  /** The peer gave a sign of life. */
  heard(): void;
  deliver(message: In): void;
  roundTrip(latency: number): void;
  dialed(url: string): void;
  tell(event: ConnectionEvent): void;
}

const none: readonly WireData[] = [];
const nothing = (): void => {};

/** One socket's life, from asking for the url to the loss. */
export class LinkSession<In> implements TransportSink, DialectSignals<In>, Attempt {
  readonly number: number;
  readonly cause: Loss | undefined;
  readonly verdict: Verdict;
  /** The subprotocol that the server selected, or ''. */
  protocol = '';
  socket: Link | undefined;
  readonly #owner: LinkOwner<In>;
  readonly #dialect: DialectSession<In>;
  readonly #anyFrameIsLife: boolean;
  #hello = none;
  #pingedAt = 0;
  #isOpen = false;
  #deadline: AbortController | undefined;
  #abort = (): void => {
    this.#deadline ??= new AbortController();
    this.#deadline.abort();
  };

  constructor(owner: LinkOwner<In>, { attempt, cause, verdict }: LinkInput) {
    this.#owner = owner;
    this.number = attempt;
    this.cause = cause;
    this.verdict = verdict;
    this.#dialect = owner.dialect.session('client');
    this.#anyFrameIsLife = owner.dialect.beat.life === 'any';
  }

  get signal(): AbortSignal {
    this.#deadline ??= new AbortController();
    return this.#deadline.signal;
  }

  get #isCurrent(): boolean {
    return this.#owner.current === this;
  }

  /** Asks for url, subprotocols and first frames, then dials. */
  async start(): Promise<void> {
    const { url, protocols = [] } = this.#owner.options;
    try {
      const answers = await Promise.all([
        provided(url, this),
        provided(protocols, this),
        this.#dialect.hello?.(this) ?? none,
      ]);
      if (this.#isCurrent) this.#dial(...answers);
    } catch (cause) {
      this.#lose(
        'ERR_HEARTWIRE_PROVIDER_FAILED',
        'What gives the url, subprotocols or first frames failed.',
        {
          cause,
        },
      );
    }
  }

  /** The link is open: what is over from now on is not the attempt. */
  settled(): void {
    this.#isOpen = true;
    this.#deadline = undefined;
    this.#abort = nothing;
  }

  discard(): void {
    this.#abort();
    this.socket?.discard();
  }

  /** Hands a message to the socket; a socket that does not take it is lost. */
  send(data: WireData): boolean {
    return this.#act(() => this.socket?.send(data));
  }

  sendPing(): void {
    this.#pingedAt = this.#owner.environment.now();
    this.#act(() => {
      const { leads } = this.#owner.dialect.beat;
      if (leads === 'transport') this.socket?.ping?.();
      else if (leads === 'client' && this.#dialect.ping) this.socket?.send(this.#dialect.ping());
    });
  }

  // TransportSink

  open(protocol: string): void {
    if (!this.#isCurrent) return;
    this.protocol = protocol;
    this.#owner.heard();
    if (this.#hello.every((frame) => this.send(frame))) this.#owner.tell({ type: 'socket.opened' });
  }

  frame(data: Frame): void {
    if (!this.#isCurrent) return;
    if (this.#anyFrameIsLife) this.#owner.heard();
    try {
      this.#dialect.read(data, this);
    } catch (cause) {
      this.fail(cause);
    }
  }

  heard(frame: 'ping' | 'pong'): void {
    if (frame === 'pong') this.pong();
    else if (this.#isCurrent && this.#anyFrameIsLife) this.#owner.heard();
  }

  close(closeCode: number, reason: string, wasClean: boolean): void {
    const retryAfter =
      guarded(() => this.#owner.dialect.retryAfter?.(closeCode, reason)) ?? retryAfterOf(reason);
    this.#lose('ERR_HEARTWIRE_SOCKET_CLOSED', `The socket closed: ${closeCode} ${reason}`.trim(), {
      closeCode,
      reason,
      wasClean,
      retryAfter,
    });
  }

  error(cause: unknown): void {
    if (!(cause instanceof LossError)) {
      const code = this.#isOpen ? 'ERR_HEARTWIRE_SOCKET_FAILED' : 'ERR_HEARTWIRE_DIAL_FAILED';
      this.#lose(code, 'The socket failed.', { cause });
    } else if (this.#isCurrent) this.#owner.tell({ type: 'link.lost', cause });
  }

  // DialectSignals

  data(message: In): void {
    if (this.#isCurrent) this.#owner.deliver(message);
  }

  ping(reply?: WireData): void {
    if (!this.#isCurrent) return;
    this.#owner.heard();
    if (reply !== undefined) this.send(reply);
  }

  pong(): void {
    if (!this.#isCurrent) return;
    this.#owner.heard();
    if (this.#pingedAt) this.#owner.roundTrip(Math.max(0, this.#owner.environment.now() - this.#pingedAt));
    this.#pingedAt = 0;
  }

  welcome(times?: Partial<BeatTimes>): void {
    if (this.#isCurrent) this.#owner.tell({ type: 'handshake.completed', times });
  }

  reply(data: WireData): void {
    if (this.#isCurrent) this.send(data);
  }

  fail(cause: unknown): void {
    const verdict = this.#owner.dialect.badFrame;
    this.#lose('ERR_HEARTWIRE_BAD_FRAME', 'The dialect cannot read a frame.', { verdict, cause });
  }

  refuse(verdict: Verdict, reason: string, retryAfter?: number): void {
    this.#lose('ERR_HEARTWIRE_REFUSED', `The peer refused us: ${reason}`, { verdict, reason, retryAfter });
  }

  kick(reason: string, verdict: Verdict = 'fatal'): void {
    this.#lose('ERR_HEARTWIRE_KICKED', `The peer kicked us: ${reason}`, { verdict, reason });
  }

  #dial(url: string | URL, protocols: string | readonly string[], hello: readonly WireData[]): void {
    const request = { url: normaliseUrl(url), protocols: checkProtocols(protocols), attempt: this };
    this.#hello = hello;
    this.#owner.dialed(request.url);
    this.#act(() => {
      this.socket = this.#owner.transport.open(request, this);
    });
  }

  #act(act: () => void): boolean {
    try {
      act();
      return true;
    } catch (cause) {
      this.error(cause);
      return false;
    }
  }

  #lose(code: LossError['code'], message: string, details: LossDetails): void {
    if (!this.#isCurrent) return;
    const cause = new LossError(code, message, { ...details, wasOpen: this.#isOpen });
    this.#owner.tell({ type: 'link.lost', cause });
  }
}

const provided = <T>(value: Provided<T>, attempt: Attempt): T | Promise<T> =>
  typeof value === 'function' ? Promise.resolve(attempt).then(value as (attempt: Attempt) => T) : value;
