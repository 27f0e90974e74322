import { CLOSE_TIMEOUT, PING_INTERVAL, PONG_TIMEOUT } from '../defaults.ts';
import { raw } from '../dialects/raw.ts';
import { OptionError } from '../errors.ts';
import type { HeartbeatOptions } from '../options.ts';
import type { BeatTimes, Dialect, DialectSession } from '../ports/dialect.ts';
import type { Environment } from '../ports/environment.ts';
import type { Frame, WireData } from '../ports/transport.ts';
import { be, count, having, orFalse, type Rule, refusal, shape, time, type } from '../rules.ts';
import type { Authenticate, AuthenticateFirst } from './authenticate.ts';
import {
  AUTHENTICATE_TIMEOUT,
  HANDSHAKE_TIMEOUT,
  MAX_BUFFERED_AMOUNT,
  RETRY_AFTER,
  WHEEL_TICK,
} from './defaults.ts';
import type { AddressOf } from './upgrade.ts';

/** Authentication by the first message, for clients that cannot send headers. */
export interface FirstMessageOptions<In, Out, User> {
  readonly authenticate: AuthenticateFirst<In, Out, User>;
  /** How long the peer may take, the answer of `authenticate` included. Default 5,000. */
  readonly timeout?: number | undefined;
}

/** Which upgrades become peers, and what peers may do. Times in ms, from 1 to 2,147,483,647; counts from 0. */
export interface AdmissionOptions<In = Frame, Out = WireData, User = undefined> {
  /** Paths to serve, without a query; others get 404. Default all. */
  readonly path?: string | readonly string[] | undefined;
  /** Origins to serve, as `https://example.org`; others, and requests without an Origin, get 403. Default all. */
  readonly origins?: readonly string[] | undefined;
  /** Whether `origins` lets a request without an Origin in: what is no browser sends none. Default false. */
  readonly allowMissingOrigin?: boolean | undefined;
  /**
   * Says who a request comes from, as `peer.user`. `undefined`, `null` and `false` are nobody: 401. `deny(401 | 403 | 503)`
   * says more. What it throws is a 503, and the `cause` of a `refused` event.
   */
  readonly authenticate?: Authenticate<User> | undefined;
  /** How long `authenticate` may take; then 503. Default 5,000. */
  readonly authenticateTimeout?: number | undefined;
  /** Says who a peer is by its first message, which is then no `message`; otherwise 4401. */
  readonly firstMessage?: FirstMessageOptions<In, Out, User> | undefined;
  /** Longest message in bytes, set on the `WebSocketServer`; a longer one is a 1009. Default: what is set there (100 MiB). */
  readonly maxPayload?: number | undefined;
  /** Frames a second of one peer, five seconds' worth at once; above, a 1008. Default `Infinity`. */
  readonly maxFramesPerSecond?: number | undefined;
  /** Bytes a second of one peer, five seconds' worth at once; above, a 1008. Default `Infinity`. */
  readonly maxBytesPerSecond?: number | undefined;
  /** Peers at a time, those included that `authenticate` is asked about; above, 503. Default `Infinity`. */
  readonly maxPeers?: number | undefined;
  /** Peers at a time of one IPv4 address or one IPv6 /64; above, 503. Default `Infinity`. */
  readonly maxPeersPerAddress?: number | undefined;
  /** Whom a request comes from: behind a proxy, what the proxy says. Default: the socket's address. */
  readonly addressOf?: AddressOf;
  /** The `Retry-After` of a 503, from 0. Default 5,000. */
  readonly retryAfter?: number | undefined;
}

/** Options of `supervise`. Times in ms, from 1 to 2,147,483,647 unless said. */
export interface SupervisorOptions<In = Frame, Out = WireData, User = undefined>
  extends AdmissionOptions<In, Out, User> {
  /** What messages and heartbeats look like. Default `raw()`. */
  readonly dialect?: Dialect<In, Out> | undefined;
  /** Times of the heartbeat, the interval in whole ticks; or `false` for none. Default the dialect's, else 25,000 and 10,000. */
  readonly heartbeat?: Omit<HeartbeatOptions, 'keepAlive'> | false | undefined;
  /** Tells each client how often to expect beats, in the dialect's own frame. Default false. */
  readonly announce?: boolean | undefined;
  /** How long the dialect's handshake may take. Default 10,000. */
  readonly handshakeTimeout?: number | undefined;
  /** How long a close handshake, and a client that was refused, may take before the socket is cut; from 0. Default 2,000. */
  readonly closeTimeout?: number | undefined;
  /** Bytes that may wait for a slow reader, one message more at most; then it is cut. Default 1,048,576. */
  readonly maxBufferedAmount?: number | undefined;
  /** How finely deadlines are told apart, from 1 to 1,000. Default 50. */
  readonly tick?: number | undefined;
  /** Clock and chance. Default: the platform's, where no deadline passes before the sockets have been read. */
  readonly environment?: Environment | undefined;
}

const list = (value: unknown): readonly unknown[] | undefined =>
  value === undefined ? undefined : [value].flat();

const strings =
  (fits: (each: string) => boolean, what: string): Rule<readonly string[] | undefined> =>
  (value, name) => {
    const all = list(value);
    if (!all || (all.length > 0 && all.every((each) => typeof each === 'string' && fits(each)))) {
      return all as readonly string[] | undefined;
    }
    throw refusal('ERR_HEARTWIRE_INVALID_OPTION', name, `must be ${what}`, value);
  };

const limit = (what: string, fallback?: number) =>
  be<number>(what, (value) => typeof value === 'number' && value > 0, fallback);

const serverShape = shape({
  dialect: having<Dialect<never, never>>('session'),
  heartbeat: orFalse(shape({ pingInterval: time(1), pongTimeout: time(1) })),
  announce: type<boolean>('boolean', false),
  handshakeTimeout: time(1, HANDSHAKE_TIMEOUT),
  closeTimeout: time(0, CLOSE_TIMEOUT),
  maxBufferedAmount: count(MAX_BUFFERED_AMOUNT),
  tick: be<number>(
    'a whole number of ms from 1 to 1000',
    (value) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 1_000,
    WHEEL_TICK,
    'ERR_HEARTWIRE_INVALID_TIME',
  ),
  environment: having<Environment>('subscribe'),
  path: strings((path) => /^\/[^?#]*$/.test(path), 'paths that start with / and have no query'),
  origins: strings(
    (origin) => originText(origin) !== undefined,
    'origins as https://example.org, without a path',
  ),
  allowMissingOrigin: type<boolean>('boolean', false),
  authenticate: type<Authenticate<unknown> | undefined>('function'),
  authenticateTimeout: time(1, AUTHENTICATE_TIMEOUT),
  firstMessage: (value: unknown, name: string) => (value === undefined ? undefined : first(value, name)),
  maxPayload: limit('a size in bytes from 1') as Rule<number | undefined>,
  maxFramesPerSecond: limit('a count above 0', Infinity),
  maxBytesPerSecond: limit('a count above 0', Infinity),
  maxPeers: count(Infinity),
  maxPeersPerAddress: count(Infinity),
  addressOf: type<AddressOf>('function'),
  retryAfter: time(0, RETRY_AFTER),
});

const first = shape({
  authenticate: type<AuthenticateFirst<unknown, never, unknown> | undefined>('function'),
  timeout: time(1, AUTHENTICATE_TIMEOUT),
});

/** Options with every default filled in. */
export type ServerSettings = ReturnType<typeof serverSettings>;

/** Checks options and fills in their defaults. Throws an `OptionError` on what is unknown, missing or out of bounds. */
export function serverSettings<In, Out, User>(options: SupervisorOptions<In, Out, User>) {
  const { path, origins, dialect = raw() as Dialect<never, never>, ...rest } = serverShape(options, '');
  const { heartbeat, firstMessage, announce, tick } = rest;
  const { pingInterval, pongTimeout } = heartbeat || {};
  if (pingInterval && !pongTimeout) throw missing('heartbeat.pongTimeout', 'is needed beside pingInterval');
  if (firstMessage && !firstMessage.authenticate) throw missing('firstMessage.authenticate', 'is needed');
  const session: DialectSession<unknown> = dialect.session('server');
  if (announce && !session.announce) {
    throw refusal('ERR_HEARTWIRE_INVALID_OPTION', 'announce', `${dialect.name}() has no frame for it`, true);
  }
  return {
    ...rest,
    dialect,
    paths: path,
    origins: origins?.map((origin) => originText(origin)),
    times: heartbeat ? wholeTicks({ ...beatOf(dialect), ...given(heartbeat) }, tick) : NEVER,
    needsHandshake: session.handshake === true,
    anyFrameIsLife: isAnyFrameLife(dialect),
    // Any WebSocket peer answers a ping frame (RFC 6455 section 5.5.2): where any frame is life, no dialect needs a ping.
    pinging: pingingOf(heartbeat !== false, session, dialect),
  };
}

const NEVER: BeatTimes = { pingInterval: Infinity, pongTimeout: Infinity };

type Pinging = 'message' | 'control-frame' | 'none';

function pingingOf(
  beats: boolean,
  session: DialectSession<unknown>,
  dialect: Dialect<never, never>,
): Pinging {
  if (!beats) return 'none';
  if (session.ping) return 'message';
  return isAnyFrameLife(dialect) ? 'control-frame' : 'none';
}

const isAnyFrameLife = ({ beat: { life, serverLife = life } }: Dialect<never, never>): boolean =>
  serverLife === 'any';

const beatOf = ({ beat: { times } }: Dialect<never, never>): BeatTimes =>
  times ?? { pingInterval: PING_INTERVAL, pongTimeout: PONG_TIMEOUT };

const given = ({ pingInterval, pongTimeout }: Partial<BeatTimes>): Partial<BeatTimes> => ({
  ...(pingInterval !== undefined && { pingInterval }),
  ...(pongTimeout !== undefined && { pongTimeout }),
});

/** A whole number of ticks: pings fall on them, so that silence is answered for a tick late at most. */
export function wholeTicks({ pingInterval, pongTimeout }: BeatTimes, tick: number): BeatTimes {
  return { pingInterval: Math.max(tick, Math.floor(pingInterval / tick) * tick), pongTimeout };
}

/** An origin as browsers write it, or `undefined` for what is none. Schemes of their own are compared as they are. */
function originText(text: string): string | undefined {
  if (text === 'null') return text;
  if (!URL.canParse(text)) return undefined;
  const { origin, href } = new URL(text);
  if (origin === 'null') return text.toLowerCase();
  return href === `${origin}/` ? origin : undefined;
}

function missing(option: string, rule: string): OptionError {
  return new OptionError('ERR_HEARTWIRE_MISSING_OPTION', option, undefined, rule);
}
