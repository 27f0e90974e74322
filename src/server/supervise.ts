import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocket, WebSocketServer } from 'ws';
import { OptionError } from '../errors.ts';
import { guarded, Listeners } from '../listeners.ts';
import type { PeerContext, PeerEvent, PeerPolicy } from '../machines/peer-parts.ts';
import type { Runner } from '../machines/run-table.ts';
import type { Loss } from '../ports/loss.ts';
import type { Frame, WireData } from '../ports/transport.ts';
import { oneOf, time, type } from '../rules.ts';
import { Admission } from './admission.ts';
import { Allowance } from './allowance.ts';
import { attach } from './attach.ts';
import { environmentClock, platformClock, type ServerClock } from './clock.ts';
import { drained, goingAway } from './closing.ts';
import { type Counters, type Observer, Tally } from './counters.ts';
import { spread } from './drain.ts';
import { eventNames, type Peer, type Refusal, type SupervisorEvents } from './events.ts';
import { authenticateFirst } from './first-message.ts';
import { type ServerSettings, type SupervisorOptions, serverSettings } from './options.ts';
import { type PeerOwner, ServerPeer } from './peer.ts';
import { type PeerRow, type RowEffects, rowRunner } from './peer-row.ts';
import { peersOf } from './peers.ts';
import { listen } from './socket-listeners.ts';
import type { DrainOptions, Peers, Supervisor } from './supervisor.ts';
import { TimerWheel } from './timer-wheel.ts';
import { KeptRequest, type Upgrade } from './upgrade.ts';

/**
 * Watches over the clients of a `ws` server, from the upgrade to the end of the socket: who comes in, who is alive, who is gone
 * and why. Attach it before the server listens. Works with `port`, `server` and `noServer` alike; in the last case hand upgrades
 * to `supervisor.handleUpgrade`. The server's own `connection` event goes on.
 *
 * @throws OptionError for a bad option, and for a server that has a supervisor already
 */
export function supervise<In = Frame, Out = WireData, User = undefined>(
  wss: WebSocketServer,
  options: SupervisorOptions<In, Out, User> = {},
): Supervisor<In, Out, User> {
  const settings = serverSettings(options);
  if (typeof wss?.handleUpgrade !== 'function') throw badServer('is not a WebSocketServer of the ws package');
  if (supervised.has(wss)) throw badServer('has a supervisor already');
  supervised.add(wss);
  const supervisor = new LiveSupervisor<In, Out, User>(wss, settings);
  supervisor.attach();
  return supervisor;
}

const supervised = new WeakSet<WebSocketServer>();

const badServer = (rule: string) => new OptionError('ERR_HEARTWIRE_INVALID_OPTION', 'wss', undefined, rule);

const checkEventName = oneOf(...eventNames);
const checkFunction = type('function');
const checkOver = time(0);
const checkDeadline = time(0, Infinity);

type Events = SupervisorEvents<unknown, unknown, unknown>;
type Notice = { readonly [K in keyof Events]: readonly [name: K, event: Events[K]] }[keyof Events];

/** One host for all rows: the chart's effects come out here as acts. */
class LiveSupervisor<In, Out, User> implements Supervisor<In, Out, User>, PeerOwner {
  readonly settings: ServerSettings;
  readonly policy: PeerPolicy;
  readonly wheel: TimerWheel;
  readonly tally = new Tally();
  readonly epoch: number;
  readonly peers: Peers<Out, User>;
  readonly #clock: ServerClock;
  readonly #admission: Admission;
  readonly #runner: Runner<ServerPeer, PeerEvent>;
  readonly #rows = new Set<ServerPeer>();
  readonly #listeners = new Listeners<Events>();
  /** What the event at hand has brought about: said when the chart has taken it to its end. */
  readonly #notices: Notice[] = [];
  /** For all rows: a function each would cost more than the row. */
  readonly #host = () => this;
  readonly #wss: WebSocketServer;
  #open = 0;
  #lastId = 0;
  #drained: Promise<void> | undefined;
  #emptied: readonly (() => void)[] = [];

  constructor(wss: WebSocketServer, settings: ServerSettings) {
    const { environment, tick, times, pinging, needsHandshake, firstMessage } = settings;
    const { handshakeTimeout, closeTimeout } = settings;
    this.#wss = wss;
    this.settings = settings;
    this.policy = {
      ...{ times, handshakeTimeout, closeTimeout, needsHandshake },
      canPing: pinging !== 'none',
      beatsAlways: pinging !== 'none' && settings.dialect.beat.leads === 'server',
      needsAuthentication: firstMessage !== undefined,
      authenticationTimeout: firstMessage?.timeout ?? Infinity,
    };
    this.#clock = environment ? environmentClock(environment) : platformClock();
    const ticked = (late: number) => this.tally.record('tickDelay', late);
    this.wheel = new TimerWheel({ tick, clock: this.#clock, ticked });
    this.epoch = this.#clock.epoch - tick;
    this.#admission = new Admission(settings, this.wheel, (refusal) => this.#refused(refusal));
    this.#runner = rowRunner(this.wheel, this.#effects());
    this.peers = peersOf(this.#rows, () => this.#open);
  }

  attach(): void {
    const { maxPayload } = this.settings;
    if (maxPayload !== undefined) this.#wss.options.maxPayload = maxPayload;
    attach(this.#wss, this.#admission, (...accepted) => this.#accept(...accepted));
  }

  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#wss.handleUpgrade(request, socket, head, (webSocket) =>
      this.#wss.emit('connection', webSocket, request),
    );
  }

  on<K extends keyof SupervisorEvents>(
    name: K,
    listener: (event: SupervisorEvents<In, Out, User>[K]) => void,
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): () => void {
    // null stands for undefined, which the rules take for a default.
    checkEventName(name ?? null, 'name');
    checkFunction(listener ?? null, 'listener');
    return this.#listeners.add(name, listener as never, signal);
  }

  broadcast(message: Out, filter?: (peer: Peer<Out, User>) => boolean): number {
    const data = this.settings.dialect.write(message as never);
    const isText = typeof data === 'string';
    const bytes = isText ? Buffer.from(data) : data;
    let sent = 0;
    for (const peer of this.#rows) {
      if (!peer.wasOpen || (filter && !filter(peer as never))) continue;
      if (peer.write(bytes, !isText) === 'sent') sent += 1;
    }
    this.tally.messagesOut += sent;
    return sent;
  }

  counters(): Counters {
    let bytesBuffered = 0;
    for (const { bufferedAmount } of this.#rows) bytesBuffered += bufferedAmount;
    return this.tally.snapshot(this.#open, this.#rows.size - this.#open, bytesBuffered);
  }

  observe(observer: Observer): () => void {
    checkFunction(observer ?? null, 'observer');
    return this.tally.observe(observer);
  }

  drain({ over, deadline = Infinity, retryAfter }: DrainOptions): Promise<void> {
    checkOver(over ?? null, 'over');
    checkDeadline(deadline, 'deadline');
    checkDeadline(retryAfter, 'retryAfter');
    this.#drained ??= this.#drain(over, deadline, retryAfter);
    return this.#drained;
  }

  async close(): Promise<void> {
    this.#admission.isClosed = true;
    for (const peer of this.#rows) peer.tell({ type: 'close', cause: goingAway() });
    await this.#empty();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  // PeerOwner

  /** Stands still while the chart takes an event to its end. */
  now(): number {
    return this.wheel.time;
  }

  random(): number {
    return this.#clock.random();
  }

  heardAt(peer: PeerContext): number {
    return (peer as PeerRow).heardAt;
  }

  tell(row: PeerRow, event: PeerEvent): void {
    this.wheel.now();
    this.#runner.send(row as ServerPeer, event);
    if (this.#notices.length > 0) this.#announce();
  }

  deliver(peer: ServerPeer, message: unknown): void {
    if (peer.isDeaf) return;
    this.tally.messagesIn += 1;
    this.#listeners.emit('message', { peer, message });
  }

  authenticate(peer: ServerPeer, message: unknown): void {
    const { firstMessage, retryAfter } = this.settings;
    if (!firstMessage?.authenticate) return;
    authenticateFirst(peer, message, firstMessage.authenticate, retryAfter, (...args) =>
      this.deliver(...args),
    );
  }

  #accept(webSocket: WebSocket, upgrade: Upgrade, user: unknown): void {
    const { maxFramesPerSecond, maxBytesPerSecond, dialect } = this.settings;
    const isLimited = maxFramesPerSecond < Infinity || maxBytesPerSecond < Infinity;
    this.wheel.now();
    const peer = new ServerPeer(
      this.#host,
      ++this.#lastId,
      webSocket,
      new KeptRequest(upgrade, webSocket.protocol),
      user,
      dialect.session('server'),
      isLimited ? new Allowance(this.settings, this.wheel.time) : undefined,
    );
    listen(webSocket, peer);
    this.#rows.add(peer);
    this.#admission.enter(upgrade.address);
    this.tally.accepted += 1;
    this.tally.record('accepted', 1);
    // No transition asks for the type of the event that the chart is entered by.
    this.#runner.enter(peer, { type: 'xstate.init' } as never);
    this.#announce();
  }

  /** The hands of the chart. */
  #effects(): RowEffects<ServerPeer> {
    return {
      announcePeer: (peer) => {
        peer.wasOpen = true;
        this.#open += 1;
        if (this.settings.announce) guarded(() => peer.announceTimes());
        this.#notices.push(['peer', peer]);
      },
      announceLost: (peer) => {
        const silence = this.wheel.time - peer.heardAt;
        const cause = peer.cause as Loss;
        this.tally.lost += 1;
        this.tally.record('lost', silence, { code: cause.code });
        this.#notices.push(['lost', { peer, cause, silence }]);
      },
      announceGone: (peer) => {
        this.#rows.delete(peer);
        const { maxPeersPerAddress } = this.settings;
        this.#admission.leave(maxPeersPerAddress < Infinity ? peer.request.address : undefined);
        if (!peer.wasOpen) return;
        const cause = peer.cause as Loss;
        this.#open -= 1;
        this.tally.gone += 1;
        this.tally.record('gone', 1, { code: cause.code });
        this.#notices.push(['gone', { peer, cause }]);
      },
      sendPing: (peer) => peer.sendPing(),
      sendClose: (peer) => peer.sendClose(),
      terminate: (peer) => peer.cut(),
    };
  }

  #announce(): void {
    for (let notice = this.#notices.shift(); notice; notice = this.#notices.shift()) {
      this.#listeners.emit(notice[0], notice[1]);
    }
    if (this.#rows.size > 0) return;
    const waiting = this.#emptied;
    this.#emptied = [];
    for (const resolve of waiting) resolve();
  }

  #refused(refusal: Refusal): void {
    const { reason, status } = refusal;
    this.tally.refused += 1;
    this.tally.record('refused', 1, { reason, status });
    this.#listeners.emit('refused', refusal);
  }

  async #drain(over: number, deadline: number, retryAfter: number | undefined): Promise<void> {
    this.#admission.isClosed = true;
    const cause = drained(retryAfter);
    const stop = spread([...this.#rows], over, this.wheel, this.#clock.random, (peer) =>
      peer.tell({ type: 'close', cause }),
    );
    const late = this.wheel.after(deadline, () => {
      for (const peer of this.#rows) peer.tell({ type: 'terminate', cause });
    });
    await this.#empty();
    stop();
    this.wheel.disarm(late);
  }

  /** Resolves when no peer is left. */
  #empty(): Promise<void> {
    if (this.#rows.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#emptied = [...this.#emptied, resolve];
    });
  }
}
