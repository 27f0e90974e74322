import type { WebSocket } from 'ws';
import { cutReason } from '../close-codes.ts';
import { type LossCode, type LossDetails, LossError } from '../errors.ts';
import type { PeerEvent, PeerStatus } from '../machines/peer-parts.ts';
import type { BeatTimes, DialectSession, DialectSignals } from '../ports/dialect.ts';
import type { Verdict } from '../ports/loss.ts';
import type { Frame, WireData } from '../ports/transport.ts';
import type { Allowance } from './allowance.ts';
import { checkClose, closeCodeOf, closedByUs, protocolCloseCode } from './closing.ts';
import type { Tally } from './counters.ts';
import type { Peer, PeerRequest } from './events.ts';
import type { ServerSettings } from './options.ts';
import { wholeTicks } from './options.ts';
import { AUTHENTICATING, AWAITING_PONG, PeerRow, type RowHost, statuses } from './peer-row.ts';
import type { TimerWheel } from './timer-wheel.ts';

/** What a peer needs of its supervisor. */
export interface PeerOwner extends RowHost {
  readonly settings: ServerSettings;
  readonly wheel: TimerWheel;
  readonly tally: Tally;
  /** When the wheel's time began, in ms since the epoch. */
  readonly epoch: number;
  deliver(peer: ServerPeer, message: unknown): void;
  authenticate(peer: ServerPeer, message: unknown): void;
}

/** As `readyState` of a socket says it. */
const OPEN = 1;
const CLOSED = 3;

const heard: PeerEvent = { type: 'peer.heard' };

/** One accepted client: the row of the chart, its socket, and what the app sees of both. */
export class ServerPeer extends PeerRow implements Peer<unknown, unknown>, DialectSignals<unknown> {
  declare readonly host: () => PeerOwner;
  readonly id: number;
  readonly socket: WebSocket;
  readonly request: PeerRequest;
  user: unknown;
  latency: number | undefined = undefined;
  /** Messages that came while the first one is looked at. */
  held: unknown[] | undefined = undefined;
  /** What it sends is not read any more. */
  isDeaf = false;
  wasOpen = false;
  readonly #session: DialectSession<unknown>;
  readonly #allowance: Allowance | undefined;
  #isPongDue = false;

  constructor(
    host: () => PeerOwner,
    id: number,
    socket: WebSocket,
    request: PeerRequest,
    user: unknown,
    session: DialectSession<unknown>,
    allowance: Allowance | undefined,
  ) {
    super(host, host().wheel.stamp);
    this.id = id;
    this.socket = socket;
    this.request = request;
    this.user = user;
    this.#session = session;
    this.#allowance = allowance;
  }

  get status(): PeerStatus {
    return statuses[this.leaf] ?? 'handshaking';
  }

  get lastSeen(): number {
    return this.host().epoch + this.heardAt;
  }

  get bufferedAmount(): number {
    return this.socket.bufferedAmount;
  }

  send(message: unknown): 'sent' | 'refused' {
    const { tally, settings } = this.host();
    const sent = this.write(settings.dialect.write(message as never));
    if (sent === 'sent') tally.messagesOut += 1;
    return sent;
  }

  close(code = 1000, reason = ''): void {
    checkClose(code, reason);
    this.tell({ type: 'close', cause: closedByUs(`We closed it: ${code} ${reason}`, code, reason) });
  }

  terminate(): void {
    this.tell({ type: 'terminate', cause: closedByUs('We cut it.') });
  }

  tell(event: PeerEvent): void {
    this.host().tell(this, event);
  }

  /** Hands a message to the socket, if it takes messages; a peer that has not read the last ones is given up. */
  write(data: WireData, binary = typeof data !== 'string'): 'sent' | 'refused' {
    const { socket } = this;
    if (socket.readyState !== OPEN || this.isSlow()) return 'refused';
    socket.send(data as never, { binary });
    return 'sent';
  }

  /** Whether more waits for the peer than may; then it has been given up. */
  isSlow(): boolean {
    const { bufferedAmount } = this;
    if (bufferedAmount <= this.host().settings.maxBufferedAmount) return false;
    this.lose('ERR_HEARTWIRE_SLOW_CONSUMER', `${bufferedAmount} bytes wait for it.`);
    return true;
  }

  sendPing(): void {
    const { tally, settings } = this.host();
    if (settings.pinging === 'none' || this.isSlow()) return;
    this.#isPongDue = true;
    tally.pingsOut += 1;
    try {
      if (this.#session.ping) this.write(this.#session.ping());
      else this.socket.ping(String(this.pingedAt));
    } catch (cause) {
      this.lose('ERR_HEARTWIRE_SOCKET_FAILED', 'The ping could not be sent.', { cause });
    }
  }

  sendClose(): void {
    const { closeCode = 1000, reason = '' } = this.cause ?? {};
    this.socket.close(closeCode, cutReason(reason));
  }

  /** Lets go of the socket, unless it has closed by itself. */
  cut(): void {
    this.isDeaf = true;
    if (this.socket.readyState !== CLOSED) this.socket.terminate();
  }

  announceTimes(): void {
    const frame = this.#session.announce?.(this.times);
    if (frame !== undefined) this.write(frame);
  }

  override expired(): void {
    if (this.wasOpen && this.status !== 'draining' && this.isSlow()) return;
    super.expired();
  }

  // What the socket reports.

  frame(data: Frame, bytes: number): void {
    if (this.isDeaf || !this.#isAllowed(bytes)) return;
    if (this.host().settings.anyFrameIsLife) this.heard();
    try {
      this.#session.read(data, this);
    } catch (cause) {
      this.fail(cause);
    }
  }

  /** A ping frame, which `ws` answers by itself, or a pong frame. */
  control(isPong: boolean, payload: Buffer): void {
    if (this.isDeaf || !this.#isAllowed(payload.length)) return;
    if (this.host().settings.anyFrameIsLife) this.heard();
    if (isPong && this.#isPongDue && payload.toString() === String(this.pingedAt)) this.#roundTrip();
  }

  failed(error: Error & { readonly code?: unknown }): void {
    const code = String(error.code);
    if (!code.startsWith('WS_ERR_')) {
      this.lose('ERR_HEARTWIRE_SOCKET_FAILED', 'The socket failed.', { cause: error });
      return;
    }
    this.turnOut('ERR_HEARTWIRE_BAD_FRAME', 'A frame breaks RFC 6455.', protocolCloseCode(code), {
      cause: error,
    });
  }

  closed(closeCode: number, reason: string): void {
    if (this.status === 'gone') return;
    this.isDeaf = true;
    const message = `The socket closed: ${closeCode} ${reason}`.trim();
    const wasClean = closeCode !== 1006;
    const cause = this.#loss('ERR_HEARTWIRE_SOCKET_CLOSED', message, { closeCode, reason, wasClean });
    this.tell({ type: 'socket.closed', cause });
  }

  // DialectSignals

  data(message: unknown): void {
    if (this.isDeaf) return;
    if (this.leaf === AUTHENTICATING) {
      if (this.held) this.held.push(message);
      else this.host().authenticate(this, message);
    } else if (this.wasOpen) this.host().deliver(this, message);
    else this.turnOut('ERR_HEARTWIRE_BAD_FRAME', 'A message came before the handshake.', 1007);
  }

  ping(reply?: WireData): void {
    if (this.isDeaf) return;
    this.heard();
    if (reply !== undefined) this.write(reply);
  }

  pong(): void {
    if (this.isDeaf) return;
    this.heard();
    if (this.#isPongDue) this.#roundTrip();
  }

  welcome(times?: Partial<BeatTimes>): void {
    const { tick } = this.host().wheel;
    this.tell({
      type: 'handshake.completed',
      times: times && wholeTicks({ ...this.times, ...times }, tick),
    });
  }

  reply(data: WireData): void {
    if (!this.isDeaf) this.write(data);
  }

  fail(cause: unknown): void {
    const { badFrame = 'retry' } = this.host().settings.dialect;
    this.turnOut('ERR_HEARTWIRE_BAD_FRAME', 'The dialect cannot read a frame.', closeCodeOf(badFrame, 1007), {
      verdict: badFrame,
      cause,
    });
  }

  refuse(verdict: Verdict, reason: string): void {
    this.turnOut('ERR_HEARTWIRE_REFUSED', `The peer refused us: ${reason}`, closeCodeOf(verdict, 1008), {
      verdict,
      reason,
    });
  }

  kick(reason: string, verdict: Verdict = 'fatal'): void {
    this.turnOut('ERR_HEARTWIRE_KICKED', `The peer kicked us: ${reason}`, closeCodeOf(verdict, 1008), {
      verdict,
      reason,
    });
  }

  heard(): void {
    const { wheel } = this.host();
    // The stamp is at most a tick old while something is armed, and a look at the clock costs more than the rest.
    if (wheel.size === 0) wheel.now();
    this.heardAt = wheel.stamp;
    if (this.leaf === AWAITING_PONG) this.tell(heard);
  }

  /** Gives the peer up at once. */
  lose(code: LossCode, message: string, details: LossDetails = {}): void {
    this.tell({ type: 'peer.lost', cause: this.#loss(code, message, details) });
  }

  /** Turns the peer out by a close code: what it sends from now on is not read. */
  turnOut(code: LossCode, message: string, closeCode: number, details: LossDetails = {}): void {
    if (this.isDeaf) return;
    this.isDeaf = true;
    this.tell({ type: 'peer.refused', cause: this.#loss(code, message, { closeCode, ...details }) });
  }

  #loss(code: LossCode, message: string, details: LossDetails): LossError {
    return new LossError(code, message, { ...details, wasOpen: this.wasOpen });
  }

  #isAllowed(bytes: number): boolean {
    if (!this.#allowance) return true;
    const { wheel } = this.host();
    if (this.#allowance.take(bytes, wheel.time, () => wheel.now())) return true;
    this.turnOut('ERR_HEARTWIRE_RATE_EXCEEDED', 'It sends more than it may.', 1008, {
      reason: 'rate exceeded',
    });
    return false;
  }

  #roundTrip(): void {
    const { wheel, tally } = this.host();
    this.#isPongDue = false;
    this.latency = wheel.now() - this.pingedAt;
    tally.pongsIn += 1;
    tally.record('roundTrip', this.latency);
  }
}
