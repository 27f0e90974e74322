import { browserTransport } from './adapters/browser.ts';
import { browserEnvironment } from './adapters/browser-environment.ts';
import type { ConnectionEvents } from './connection-events.ts';
import { DRAIN_INTERVAL, HIGH_WATER_MARK, MAX_TIME } from './defaults.ts';
import { raw } from './dialects/raw.ts';
import { retryDelay, verdictOn } from './judgement.ts';
import { type LinkOwner, LinkSession } from './link-session.ts';
import { guarded, Listeners } from './listeners.ts';
import type {
  ConnectionContext,
  ConnectionEvent,
  ConnectionHost,
  ConnectionPolicy,
  LinkInput,
  Status,
} from './machines/connection-parts.ts';
import { beatOf, type ConnectionOptions, type Settings, settingsOf } from './options.ts';
import { type DropReason, Outbox } from './outbox.ts';
import type { Dialect } from './ports/dialect.ts';
import type { Environment, EnvironmentSignal } from './ports/environment.ts';
import type { Loss, Verdict } from './ports/loss.ts';
import type { Transport } from './ports/transport.ts';

type Events<In, Out> = ConnectionEvents<In, Out>;
type Notice<In, Out> = [name: keyof Events<In, Out>, event: Events<In, Out>[keyof Events<In, Out>]];

const signalEvents: Partial<Record<EnvironmentSignal, ConnectionEvent['type']>> = {
  online: 'network.online',
  offline: 'network.offline',
  wake: 'page.woken',
  shown: 'page.woken',
  resumed: 'page.woken',
  restored: 'page.restored',
};

const loopback = /^wss?:\/\/([^/]*@)?(localhost|[^/]*\.localhost|127\.|\[::1])/;

const defaultDialect = /* @__PURE__ */ raw();

const nothing = () => {};

/** One for all connections: they share its listeners and its look at the clock. */
const platform = /* @__PURE__ */ browserEnvironment();

/** Stands between chart, socket and app: facts go in as events, the chart's effects come out as acts. */
export abstract class Host<In, Out> implements ConnectionHost, LinkOwner<In> {
  readonly options: ConnectionOptions<In, Out>;
  readonly transport: Transport;
  readonly dialect: Dialect<In, Out>;
  readonly environment: Environment;
  readonly policy: ConnectionPolicy & Pick<Settings, 'retry'>;
  readonly outbox: Outbox<Out> | false;
  readonly listeners = new Listeners<Events<In, Out>>();
  status: Status = 'idle';
  latency: number | undefined;
  heardAt = 0;
  current: LinkSession<In> | undefined;
  #isLoopback = false;
  /** What the event at hand has brought about; it joins `#notices` behind the change of status. */
  readonly #staged: Notice<In, Out>[] = [];
  readonly #notices: Notice<In, Out>[] = [];
  #depth = 0;
  #early: In[] | undefined;
  #earlyTimer: unknown;
  #isStamped = false;
  #drainTimer: unknown;
  #ignore = nothing;

  constructor(options: ConnectionOptions<In, Out>) {
    const { connectTimeout, closeTimeout, probeTimeout, offlineRetry, retry, outbox, heartbeat } =
      settingsOf(options);
    const {
      transport = browserTransport(),
      dialect = defaultDialect as Dialect<never, never> as Dialect<In, Out>,
      environment = platform,
    } = options;
    const isAsked = options.heartbeat !== undefined;
    const { canPing, pingInterval, pongTimeout, keepAlive } = beatOf(heartbeat, isAsked, dialect, transport);
    // One that takes only the other side says so here, to whoever chose it.
    dialect.session('client');
    this.options = options;
    this.transport = transport;
    this.dialect = dialect;
    this.environment = environment;
    // Named one by one: a spread gives every connection a hidden class of its own (0.2 kB each).
    this.policy = {
      canPing,
      pingInterval,
      pongTimeout,
      keepAlive,
      connectTimeout,
      closeTimeout,
      probeTimeout,
      offlineRetry,
      retry,
    };
    this.outbox = outbox && new Outbox(outbox, environment, (...drop) => this.drop(...drop));
  }

  /** What the chart knows now. */
  protected abstract readonly context: ConnectionContext;

  /** Has the chart take an event. */
  protected abstract take(event: ConnectionEvent): void;

  get isOpen(): boolean {
    return this.status === 'open' || this.status === 'awaiting-pong';
  }

  get isOffline(): boolean {
    return !this.environment.online && !this.#isLoopback;
  }

  // The chart's clock: what a timer brings about is announced like everything else.

  setTimeout(callback: () => void, delay: number): unknown {
    if (delay === Infinity) return undefined;
    return this.environment.setTimeout(() => this.run(callback), Math.min(delay, MAX_TIME));
  }

  clearTimeout(timer: unknown): void {
    this.environment.clearTimeout(timer);
  }

  /** Gives the chart an event; when this returns, its consequences have happened and listeners have heard of them. */
  tell(event: ConnectionEvent): void {
    this.run(() => this.take(event));
  }

  // Judgements that the chart asks for.

  judge(cause: Loss): Verdict {
    const { dialect, policy } = this;
    return verdictOn(cause, policy.retry.verdict, (close) => dialect.verdict?.(close));
  }

  backoff(attempt: number, previous: number, cause: Loss): number {
    const random = () => this.environment.random();
    return retryDelay({ attempt, previous, cause, random }, this.options.backoff);
  }

  // Effects of the chart.

  openLink(input: LinkInput): void {
    this.current = new LinkSession<In>(this, input);
    this.heardAt = this.environment.now();
    this.current.start();
  }

  discardLink(): void {
    const { current } = this;
    this.current = undefined;
    this.clearTimeout(this.#drainTimer);
    this.#drainTimer = undefined;
    current?.discard();
  }

  sendPing(): void {
    this.current?.sendPing();
  }

  sendClose(_: ConnectionContext, event: ConnectionEvent): void {
    if (event.type === 'close') guarded(() => this.current?.socket?.close(event.code, event.reason));
  }

  flushOutbox(): void {
    const { outbox, current } = this;
    // The status is told only when the chart has settled, and the socket can fail at the first message.
    current?.settled();
    if (!outbox || !current) return;
    for (let entry = outbox.first; entry; entry = outbox.first) {
      const { bufferedAmount = 0 } = current.socket ?? {};
      const isFull = bufferedAmount > 0 && bufferedAmount + entry.bytes > HIGH_WATER_MARK;
      if (isFull) this.flushLater();
      if (isFull || !current.send(entry.data)) return;
      outbox.remove(entry);
    }
  }

  closeOutbox(): void {
    if (this.outbox) this.outbox.clear('closed');
  }

  failOutbox(): void {
    if (this.outbox) this.outbox.clear('failed');
  }

  watchEnvironment(): void {
    const { signal } = this.options;
    const close = () => this.tell({ type: 'close' });
    const unsubscribe = this.environment.subscribe((name) => {
      const type = signalEvents[name];
      if (type) this.tell({ type } as ConnectionEvent);
    });
    signal?.addEventListener('abort', close);
    this.#ignore = () => {
      unsubscribe();
      signal?.removeEventListener('abort', close);
    };
  }

  ignoreEnvironment(): void {
    this.#ignore();
    this.clearTimeout(this.#earlyTimer);
    this.#early = undefined;
  }

  announceOpen({ link, attempt }: ConnectionContext): void {
    this.#staged.push(['open', { link, attempt, protocol: this.current?.protocol ?? '' }]);
  }

  announceLost({ cause, verdict, link }: ConnectionContext): void {
    const silence = Math.max(0, this.environment.now() - this.heardAt);
    if (cause)
      this.#staged.push(['lost', { cause, verdict, link, wasOpen: cause.wasOpen === true, silence }]);
  }

  announceRetry({ attempt, delay, armedAt, cause }: ConnectionContext): void {
    this.#staged.push(['retry', { attempt, delay, at: armedAt + delay, cause }]);
  }

  announceFailed({ cause, attempt }: ConnectionContext): void {
    this.#staged.push(['failed', { cause, attempt }]);
  }

  announceClosed({ cause, verdict }: ConnectionContext): void {
    this.#staged.push(['closed', { cause: verdict === 'done' ? cause : undefined }]);
  }

  // What the link reports.

  heard(): void {
    // One look at the clock serves all frames of one task: it costs as much as the rest of a message's way.
    if (!this.#isStamped) {
      this.heardAt = this.environment.now();
      this.#isStamped = true;
      queueMicrotask(() => {
        this.#isStamped = false;
      });
    }
    if (this.status === 'awaiting-pong') this.tell({ type: 'peer.heard' });
  }

  deliver(message: In): void {
    if (this.status === 'closing') return;
    if (this.#early) this.#early.push(message);
    else if (!this.listeners.emit('message', message)) this.#hold(message);
  }

  roundTrip(latency: number): void {
    this.latency = latency;
    this.#notify('pong', { latency });
  }

  dialed(url: string): void {
    this.#isLoopback = loopback.test(url);
  }

  /** A listener for messages came: what nobody heard in this tick is for it. */
  protected listening(): void {
    queueMicrotask(() => {
      const early = this.#early ?? [];
      this.#early = undefined;
      for (const message of early) this.listeners.emit('message', message);
    });
  }

  protected drop(message: Out, reason: DropReason, key: string | undefined): void {
    this.#notify('drop', { message, reason, key });
  }

  /** One look is under way at a time: an app that goes on sending must not put it off. */
  protected flushLater(): void {
    this.#drainTimer ??= this.environment.setTimeout(() => {
      this.#drainTimer = undefined;
      // Behind our close frame a socket takes nothing more, and its refusal would end the close handshake.
      if (this.isOpen) this.flushOutbox();
    }, DRAIN_INTERVAL);
  }

  /** Until the next tick, holds what comes before anybody listens. */
  #hold(message: In): void {
    this.#early = [message];
    this.#earlyTimer = this.environment.setTimeout(() => {
      this.#early = undefined;
    }, 0);
  }

  // Listeners are called when the chart has settled, so that what they call acts at once and sees the truth.

  /** The chart has settled, in `status`. */
  observe(status: Status): void {
    const previous = this.status;
    this.status = status;
    if (status !== previous) this.#notices.push(['status', { status, previous }]);
    this.#notices.push(...this.#staged.splice(0));
    // The app itself may send to the actor: then nobody else is there to settle.
    if (this.#depth === 0) queueMicrotask(() => this.run(() => {}));
  }

  #notify<K extends keyof Events<In, Out>>(name: K, event: Events<In, Out>[K]): void {
    this.run(() => this.#staged.push([name, event]));
  }

  /** Does something, and tells of it when it is done: what a listener then calls finds it whole. */
  protected run<T>(act: () => T): T {
    this.#depth += 1;
    try {
      const result = act();
      if (this.#depth === 1) this.#settle();
      return result;
    } finally {
      this.#depth -= 1;
    }
  }

  #settle(): void {
    for (;;) {
      this.#notices.push(...this.#staged.splice(0));
      const notice = this.#notices.shift();
      if (!notice) return;
      this.listeners.emit(...notice);
    }
  }
}
