import type { CloseInfo, Verdict } from './loss.ts';
import type { Attempt, Frame, WireData } from './transport.ts';

/** Times of the heartbeat, in ms. */
export interface BeatTimes {
  /** Client-led: silence after which a ping goes out. Server-led: how often the server beats. */
  readonly pingInterval: number;
  /** Silence allowed on top of `pingInterval` before the link is lost. */
  readonly pongTimeout: number;
}

/** How a dialect beats: the axes of its protocol. */
export interface Beat {
  /**
   * Who starts a beat. `client`: we ping, the peer answers. `server`: the peer pings, we answer, its silence kills.
   * `transport`: control frames where the transport has them, nothing elsewhere.
   */
  readonly leads: 'client' | 'server' | 'transport';
  /** What proves the peer alive: any inbound frame, or only a `ping` or `pong` signal. */
  readonly life: 'any' | 'beat';
  /** What proves a client alive to a server, where it is not `life`. */
  readonly serverLife?: 'any' | 'beat';
  /**
   * `always`: a client beats every `pingInterval`, whatever it hears or sends. Default of the option `heartbeat.keepAlive`, which is
   * `when-quiet` where absent.
   */
  readonly keepAlive?: 'always';
  /** `none`: nobody answers our beats, the peer beats by itself, so that a probe would prove nothing. Absent: the peer answers. */
  readonly reply?: 'none';
  /** `random`: the first beat goes out after a random part of `pingInterval`, where beats go out always. */
  readonly first?: 'random';
  /** The protocol's own times; the defaults of `heartbeat` where absent. A `pongTimeout` of `Infinity`: beats prove nothing, they only keep proxies from cutting the link. */
  readonly times?: BeatTimes;
}

/**
 * What a session finds in a frame. Called during `DialectSession.read`, in the frame's order, any number of times, or later, as
 * long as the link lives: afterwards nobody listens.
 */
export interface DialectSignals<In> {
  /** A message for the app. */
  data(message: In): void;
  /** The peer asked for a sign of life; `reply` goes out at once. */
  ping(reply?: WireData): void;
  /** The peer answered our ping. */
  pong(): void;
  /** The dialect's handshake is complete, with the times that it negotiated, if any. A `pingInterval` of `Infinity`: no beats. */
  welcome(times?: Partial<BeatTimes>): void;
  /** Sends a frame of the dialect's own at once, which is no beat: an acknowledgement, the answer to a handshake. */
  reply(data: WireData): void;
  /** A frame breaks the protocol, as when `read` throws: for what is found out after `read` has returned. */
  fail(cause: unknown): void;
  /** The peer will not have us: ends the link. `retryAfter` in ms. */
  refuse(verdict: Verdict, reason: string, retryAfter?: number): void;
  /** The peer throws us out: ends the link. */
  kick(reason: string, verdict?: Verdict): void;
}

/** One link's view of the dialect. Stateless dialects share one. */
export interface DialectSession<In> {
  /** Frames that open the conversation, asked for with the url and sent before anything else; a rejection ends the attempt. */
  hello?(attempt: Attempt): readonly WireData[] | Promise<readonly WireData[]>;
  /** Reads one frame into signals. Throws on a frame that breaks the protocol. */
  read(frame: Frame, signals: DialectSignals<In>): void;
  /** The bytes of the next ping. Absent where this side sends none. */
  ping?(): WireData;
  /** On a server: the frame that tells the client how often to expect beats. Absent where the protocol has none. */
  announce?(times: BeatTimes): WireData;
  /** On a server: whether the peer is one only after `welcome`. Default false. For a client `Dialect.handshake` says it. */
  readonly handshake?: boolean;
}

/**
 * What a handshake, ping, pong, kick and data frame look like on the wire, and whose turn it is to beat. No timers.
 * `In` is what the app receives, `Out` what it sends.
 */
export interface Dialect<In = unknown, Out = In> {
  readonly name: string;
  readonly beat: Beat;
  /** Whether a link is open only after `welcome`. Default false. */
  readonly handshake?: boolean;
  /** Set where the dialect proves life by control frames alone: a transport that has none is refused. */
  readonly requiresControlFrames?: true;
  /** Verdict on a frame that cannot be read. Default `retry`. */
  readonly badFrame?: Verdict;
  session(role: 'client' | 'server'): DialectSession<In>;
  /** Turns a message into bytes; throws on what it cannot carry. */
  write(message: Out): WireData;
  /** The protocol's own verdict on a close; `undefined` leaves it to the table of close codes. */
  verdict?(close: CloseInfo): Verdict | undefined;
  /** How long the protocol asks to stay away after a close, in ms; `undefined` leaves it to the reason and the backoff. */
  retryAfter?(code: number, reason: string): number | undefined;
}
