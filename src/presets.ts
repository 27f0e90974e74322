import { causeAware } from './backoff/cause-aware.ts';
import { checkedTime, refuseUnknown } from './backoff/check.ts';
import { constant } from './backoff/constant.ts';
import { type Entry, type JsonEventOptions, jsonEvent, type WireEvent } from './dialects/json-event.ts';
import type { JsonReading } from './dialects/json-frames.ts';
import { type JsonModeOptions, jsonMode } from './dialects/json-mode.ts';
import { type JsonTypeOptions, jsonType, type TypedMessage } from './dialects/json-type.ts';
import { rememberingDialect } from './dialects/pomelo/dialect.ts';
import type {
  PomeloClientOptions,
  PomeloCommonOptions,
  PomeloIncoming,
  PomeloOutgoing,
} from './dialects/pomelo.ts';
import { type TextOptions, text } from './dialects/text.ts';
import type { Backoff } from './ports/backoff.ts';
import type { BeatTimes, Dialect } from './ports/dialect.ts';
import type { Frame, WireData } from './ports/transport.ts';

/** Options of `createConnection` that make it a client of one system: spread them, and put after them what differs. */
export interface Preset<In, Out> {
  readonly dialect: Dialect<In, Out>;
  readonly heartbeat: BeatTimes & { readonly keepAlive?: 'always' };
  readonly backoff: Backoff;
  readonly retry: { readonly limit: number };
}

/** Numbers of a preset. Times in ms, 1 to 2,147,483,647; each preset states its own defaults. */
export interface PresetTimes extends Partial<BeatTimes> {
  /** Retries in a row before the connection is `failed`; then `reconnect()` starts again. */
  readonly retryLimit?: number;
}

/** Numbers of a preset whose system waits one fixed time before each retry. */
export interface PresetDelay {
  /**
   * Shortest wait before a retry, in ms from 0 to 1,073,741,823. Waits are uniform between it and twice as much: its system
   * waits exactly this long, which brings all clients of a restarted server back in one instant.
   */
  readonly retryDelay?: number;
}

const TIMES = ['pingInterval', 'pongTimeout', 'retryLimit'];

/**
 * The text heartbeat: `heart_beat` after 60 s of silence, answered by `ok` within 5 s, or the link is lost; any frame counts
 * as life. Up to 5 retries, each after 5 to 10 s; then the connection is `failed`, and the app asks the user.
 *
 * @throws OptionError for an override that it does not know or that is out of bounds
 */
export function textHeartbeat(
  overrides: TextOptions & PresetTimes & PresetDelay = {},
): Preset<Frame, WireData> {
  const {
    pingInterval = 60_000,
    pongTimeout = 5_000,
    retryDelay = 5_000,
    retryLimit = 5,
    ...words
  } = overrides;
  refuseUnknown('textHeartbeat', overrides, ['ping', 'pong', 'retryDelay', ...TIMES]);
  return {
    dialect: text(words),
    heartbeat: { pingInterval, pongTimeout },
    backoff: spreadFrom('textHeartbeat.retryDelay', retryDelay),
    retry: { limit: retryLimit },
  };
}

/**
 * The JSON mode heartbeat: `{"mode":"HEART_BEAT","msg":"HEART_BEAT"}` every 4 s, echoed within 2 s, or the link is lost;
 * any frame counts as life. Data is the `msg` of `{"mode":"MESSAGE","msg":…}`. Retries without end, each after 3 to 6 s.
 *
 * @throws OptionError for an override that it does not know or that is out of bounds
 */
export function jsonModeHeartbeat<In = unknown>(
  overrides: JsonModeOptions<In> & PresetTimes & PresetDelay = {},
): Preset<In, unknown> {
  const {
    pingInterval = 4_000,
    pongTimeout = 2_000,
    retryDelay = 3_000,
    retryLimit = Infinity,
    ...reading
  } = overrides;
  refuseUnknown('jsonModeHeartbeat', overrides, ['decode', 'badFrame', 'retryDelay', ...TIMES]);
  return {
    dialect: jsonMode(reading),
    heartbeat: { pingInterval, pongTimeout, keepAlive: 'always' },
    backoff: spreadFrom('jsonModeHeartbeat.retryDelay', retryDelay),
    retry: { limit: retryLimit },
  };
}

/** Options of `serverLedHeartbeat()`. */
export interface ServerLedOptions<In> extends Entry, JsonReading<WireEvent, In>, PresetTimes {
  /** The token of `auth`, or what gives one for each attempt. Without a token no `auth` is sent. */
  readonly token?: JsonEventOptions<In>['auth'];
}

/**
 * The chat rooms whose server beats every 1,000 ms: each beat is answered at once, and a link without one for 1,500 ms is
 * lost, by default `pingInterval` 1,250 and `pongTimeout` 250: a beat that is up to 250 late raises no doubt
 * (`awaiting-pong`) yet. Each link opens with `auth`, if there is a token, and enters the room anew; changed online counts
 * reach the app as `heartbeat` events. Retries without end, by the default backoff.
 *
 * @throws OptionError for an option that it does not know, or without a `name` and a `roomId`
 */
export function serverLedHeartbeat<In = WireEvent>(options: ServerLedOptions<In>): Preset<In, WireEvent> {
  refuseUnknown('serverLedHeartbeat', options, ['name', 'roomId', 'token', 'decode', 'badFrame', ...TIMES]);
  const {
    name,
    roomId,
    token,
    decode,
    badFrame,
    pingInterval = 1_250,
    pongTimeout = 250,
    retryLimit = Infinity,
  } = options;
  return {
    dialect: jsonEvent({
      enter: { name, roomId },
      ...(token !== undefined && { auth: token }),
      ...(decode && { decode }),
      ...(badFrame && { badFrame }),
    }),
    heartbeat: { pingInterval, pongTimeout },
    backoff: causeAware(),
    retry: { limit: retryLimit },
  };
}

/**
 * The presence heartbeat: `{"type":"ping",…}` every 6 s, whatever else is said, answered with who is there. The server calls
 * a user active for 8 s after a ping, so a link whose ping is not answered within the 2 s left is lost. Up to 10 retries by the
 * default backoff; then the connection is `failed`, and the user reconnects by hand. Answers reach the app as messages.
 * `hello` opens each link, with a `join` for one.
 *
 * @throws OptionError for an override that it does not know
 */
export function presenceHeartbeat<In = TypedMessage>(
  overrides: Pick<JsonTypeOptions<In>, 'hello' | 'ping' | 'decode' | 'badFrame'> & PresetTimes = {},
): Preset<In, TypedMessage> {
  const { pingInterval = 6_000, pongTimeout = 2_000, retryLimit = 10, ...wire } = overrides;
  refuseUnknown('presenceHeartbeat', overrides, ['hello', 'ping', 'decode', 'badFrame', ...TIMES]);
  return {
    dialect: jsonType(wire),
    heartbeat: { pingInterval, pongTimeout, keepAlive: 'always' },
    backoff: causeAware(),
    retry: { limit: retryLimit },
  };
}

/**
 * The Pomelo heartbeat, a client's side: a beat every interval that the server's handshake says, 3 s before it is said, whatever else is
 * sent; a link on which nothing came for two intervals is lost. Where the handshake says no interval, there are no beats. Retries
 * without end, by the default backoff. For requests, notifies and pushes: `createPomeloClient()` of `heartwire/pomelo`.
 *
 * @throws OptionError for an override that it does not know or that is out of bounds
 */
export function pomeloHeartbeat(
  overrides: PomeloClientOptions & PomeloCommonOptions & Pick<PresetTimes, 'retryLimit'> = {},
): Preset<PomeloIncoming, PomeloOutgoing> {
  const { retryLimit = Infinity, ...words } = overrides;
  const known =
    'user clientType clientVersion answersBeats verdict handshake maxInflated badFrame retryLimit';
  refuseUnknown('pomeloHeartbeat', overrides, known.split(' '));
  return {
    dialect: rememberingDialect(words).dialect,
    heartbeat: { pingInterval: 3_000, pongTimeout: 3_000, keepAlive: 'always' },
    backoff: causeAware(),
    retry: { limit: retryLimit },
  };
}

function spreadFrom(option: string, delay: number): Backoff {
  return constant(2 * checkedTime(option, delay), 'equal');
}
