import type { Dialect, DialectSession, DialectSignals } from '../ports/dialect.ts';
import type { Verdict } from '../ports/loss.ts';
import type { Frame } from '../ports/transport.ts';
import { time } from '../rules.ts';
import {
  badFrame,
  decoder,
  invalidMessage,
  isObject,
  type JsonObject,
  type JsonReading,
  parse,
  parseObject,
  stringify,
} from './json-frames.ts';
import { agreedTime } from './times.ts';

const NAME = 'pusher';
const PING = '{"event":"pusher:ping","data":{}}';
const PONG = '{"event":"pusher:pong","data":{}}';

/** Times of the official client: the longest silence before a ping, and the wait for its answer. */
const ACTIVITY_TIMEOUT = 120_000;
const PONG_TIMEOUT = 30_000;

/** An event on the wire, either way. Its fields besides `event` are as they came: check them, or give a `decode`. */
export interface PusherEvent {
  readonly event: string;
  readonly [field: string]: unknown;
}

/** Options of `pusher()`. `decode` is given each event but the beats. */
export interface PusherOptions<In> extends JsonReading<PusherEvent, In> {
  /** The longest silence before a ping, in ms; the server may name a shorter one. Default 120,000. */
  readonly activityTimeout?: number;
}

/**
 * Carries the events of a Pusher server (protocol 7), pings after silence and answers the server's pings. A link is open after
 * `pusher:connection_established`, which the app gets like every event but the beats: subscribing is its part, on each `open`.
 *
 * - Starts: the client after silence; the server may as well.
 * - Interval: the lesser of the option `activityTimeout` and the server's `activity_timeout`, seconds. First beat: on silence.
 * - Reply owed: `pusher:pong` to `pusher:ping`, either way. Outgoing traffic does not replace a beat.
 * - Counts as life: any frame.
 * - Dead: 30 s after a ping that nothing follows (`heartbeat.pongTimeout`).
 * - Close codes, and those of a `pusher:error` before the link is open: 4000 to 4099 and from 4300 on are fatal; 4100 to 4199 mean reconnect after 1 s,
 *   4200 to 4299 at once, each with jitter.
 *
 * A server half answers pings. `write` throws `ERR_HEARTWIRE_INVALID_MESSAGE` on what has no `event`, on a beat and on what JSON cannot
 * say. Source: the Pusher Channels protocol.
 *
 * @throws OptionError `ERR_HEARTWIRE_INVALID_TIME` for an `activityTimeout` out of bounds
 */
export function pusher<In = PusherEvent>(options: PusherOptions<In> = {}): Dialect<In, PusherEvent> {
  const pingInterval = time<number>(1)(options.activityTimeout ?? ACTIVITY_TIMEOUT, 'pusher.activityTimeout');
  const decode = decoder(options.decode);
  return {
    name: NAME,
    beat: { leads: 'client', life: 'any', times: { pingInterval, pongTimeout: PONG_TIMEOUT } },
    handshake: true,
    badFrame: options.badFrame ?? 'retry',
    session: (role) => (role === 'client' ? clientSession(pingInterval, decode) : session(decode)),
    write(message) {
      if (typeof message?.event !== 'string') throw invalidMessage(NAME, 'without an event');
      if (/^pusher:p[io]ng$/.test(message.event)) throw invalidMessage(NAME, 'that is a beat');
      return stringify(NAME, message);
    },
    verdict: ({ code }) => verdictOf(code),
    retryAfter: waitOf,
  };
}

function verdictOf(code: number): Verdict | undefined {
  if (code < 4000) return undefined;
  return code >= 4100 && code < 4300 ? 'retry' : 'fatal';
}

function waitOf(code: number): number | undefined {
  if (code >= 4200 && code < 4300) return 0;
  return code >= 4100 && code < 4200 ? 1_000 : undefined;
}

type Reader<In> = (event: PusherEvent, signals: DialectSignals<In>) => void;

function session<In>(
  decode: (event: PusherEvent) => In,
  readBefore: Reader<In> = () => {},
): DialectSession<In> {
  return {
    read(frame, signals) {
      const event = parseEvent(frame);
      if (event.event === 'pusher:ping') return signals.ping(PONG);
      if (event.event === 'pusher:pong') return signals.pong();
      readBefore(event, signals);
      signals.data(decode(event));
    },
  };
}

function clientSession<In>(longest: number, decode: (event: PusherEvent) => In): DialectSession<In> {
  let isEstablished = false;
  return {
    ping: () => PING,
    ...session(decode, (event, signals) => {
      if (isEstablished) return;
      if (event.event === 'pusher:error') return refuse(dataOf(event), signals);
      if (event.event !== 'pusher:connection_established') return;
      isEstablished = true;
      const asked = agreedTime(dataOf(event).activity_timeout, 1_000) ?? longest;
      signals.welcome({ pingInterval: Math.min(longest, asked) });
    }),
  };
}

function refuse({ code, message }: JsonObject, signals: DialectSignals<never>): void {
  const number = typeof code === 'number' ? code : 0;
  signals.refuse(verdictOf(number) ?? 'retry', String(message ?? code), waitOf(number));
}

/** What comes with an event: JSON, mostly as text inside JSON. */
function dataOf({ data }: PusherEvent): JsonObject {
  const value = typeof data === 'string' ? parse(NAME, data) : data;
  return isObject(value) ? value : {};
}

function parseEvent(frame: Frame): PusherEvent {
  const value = parseObject(NAME, frame);
  if (isEvent(value)) return value;
  throw badFrame(NAME, 'without an event');
}

function isEvent(value: JsonObject): value is PusherEvent {
  return typeof value.event === 'string';
}
