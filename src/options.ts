import {
  CLOSE_TIMEOUT,
  CONNECT_TIMEOUT,
  OFFLINE_RETRY,
  OUTBOX_MAX_BYTES,
  OUTBOX_MAX_MESSAGES,
  PING_INTERVAL,
  PONG_TIMEOUT,
  PROBE_TIMEOUT,
  STABLE_AFTER,
} from './defaults.ts';
import type { OutboxLimits } from './outbox.ts';
import type { Backoff } from './ports/backoff.ts';
import type { Dialect } from './ports/dialect.ts';
import type { Environment } from './ports/environment.ts';
import type { CloseInfo, Verdict } from './ports/loss.ts';
import type { Attempt, Frame, Transport, WireData } from './ports/transport.ts';
import { count, having, oneOf, orFalse, type Rule, refusal, shape, time, type } from './rules.ts';

/** A value, or a function that is asked for it on every attempt. */
export type Provided<T> = T | ((attempt: Attempt) => T | PromiseLike<T>);

/** Times of the heartbeat, in ms, from 1 to 2,147,483,647. */
export interface HeartbeatOptions {
  /** Silence after which a ping goes out; how often the server beats where it leads. Default 25,000, or the dialect's. */
  readonly pingInterval?: number | undefined;
  /** Silence allowed after that. Default 10,000, or the dialect's. Needed where `pingInterval` is given. */
  readonly pongTimeout?: number | undefined;
  /** `when-quiet`: a heard frame puts off the next ping. `always`: a ping every interval, whatever is heard. Default the dialect's, else `when-quiet`. */
  readonly keepAlive?: 'when-quiet' | 'always' | undefined;
}

/** When to try again, and when not to. */
export interface RetryOptions {
  /** Retries in a row before the connection is `failed`. 0 or more; default `Infinity`. */
  readonly limit?: number | undefined;
  /** How long a link must be open before the count starts anew, in ms. Default 5,000. */
  readonly stableAfter?: number | undefined;
  /** Your own verdict on a close; `undefined` leaves it to the dialect and the table of close codes. */
  readonly verdict?: ((close: CloseInfo) => Verdict | undefined) | undefined;
}

/** Options of `createConnection`. Times in ms, from 1 to 2,147,483,647 unless said. */
export interface ConnectionOptions<In = Frame, Out = WireData> {
  /** `ws:`, `wss:`, `http:` or `https:`, without a fragment; relative where the page has a location. A function is asked on every attempt. */
  readonly url: Provided<string | URL>;
  /** Subprotocols to offer, without duplicates. Default none. */
  readonly protocols?: Provided<string | readonly string[]> | undefined;
  /** What dials. Default: the platform's WebSocket. */
  readonly transport?: Transport | undefined;
  /** What messages and heartbeats look like. Default `raw()`. */
  readonly dialect?: Dialect<In, Out> | undefined;
  /** Times of the heartbeat, or `false` for none. */
  readonly heartbeat?: HeartbeatOptions | false | undefined;
  /** How long to wait before a retry. Default `causeAware()`. */
  readonly backoff?: Backoff | undefined;
  readonly retry?: RetryOptions | undefined;
  /** One deadline over url, credentials, dial and handshake. Default 10,000. */
  readonly connectTimeout?: number | undefined;
  /** How long `close()` waits for the peer's close frame, from 0. Default 2,000. */
  readonly closeTimeout?: number | undefined;
  /** How long a probe may stay unanswered. Default 3,000. */
  readonly probeTimeout?: number | undefined;
  /** How often to dial while the platform says offline, ± 25 %: the flag can lie. Default 60,000. */
  readonly offlineRetry?: number | undefined;
  /** Bounds for messages that cannot be written yet, or `false` to refuse them. */
  readonly outbox?: { readonly [K in keyof OutboxLimits]?: OutboxLimits[K] | undefined } | false | undefined;
  /** Clock, chance, network and page signals. Default: the platform's. */
  readonly environment?: Environment | undefined;
  /** Whether to dial at once. Default true. */
  readonly autoConnect?: boolean | undefined;
  /** Closes the connection for good when it aborts. */
  readonly signal?: AbortSignal | undefined;
  /** An XState inspector: an observer, or a function, of inspection events. */
  readonly inspect?: import('xstate').ActorOptions<import('xstate').AnyActorLogic>['inspect'];
}

const any = <T>(value: unknown) => value as T;

const ifGiven =
  <T>(rule: Rule<T>): Rule<T | undefined> =>
  (value, name) =>
    value === undefined ? value : rule(value, name);

/** Every option with its bounds and its default. */
const connectionShape = shape({
  url: any<ConnectionOptions['url'] | undefined>,
  protocols: any<ConnectionOptions['protocols']>,
  transport: having<Transport>('open'),
  dialect: having<Dialect<never, never>>('session'),
  heartbeat: orFalse(
    shape({ pingInterval: time(1), pongTimeout: time(1), keepAlive: ifGiven(oneOf('when-quiet', 'always')) }),
  ),
  backoff: type<Backoff | undefined>('function'),
  retry: shape({
    limit: count(Infinity),
    stableAfter: time(0, STABLE_AFTER),
    verdict: type<RetryOptions['verdict']>('function'),
  }),
  connectTimeout: time(1, CONNECT_TIMEOUT),
  closeTimeout: time(0, CLOSE_TIMEOUT),
  probeTimeout: time(1, PROBE_TIMEOUT),
  offlineRetry: time(1, OFFLINE_RETRY),
  outbox: orFalse(
    shape({
      maxMessages: count(OUTBOX_MAX_MESSAGES),
      maxBytes: count(OUTBOX_MAX_BYTES),
      overflow: oneOf('refuse', 'drop-oldest'),
      ttl: time(1, Infinity),
    }),
  ),
  environment: having<Environment>('subscribe'),
  autoConnect: type<boolean>('boolean', true),
  signal: having<AbortSignal>('addEventListener'),
  inspect: any<ConnectionOptions['inspect']>,
});

/** Options with every default filled in. */
export type Settings = ReturnType<typeof settingsOf>;

/** Checks options and fills in their defaults. Throws an `OptionError` on what is unknown, missing or out of bounds. */
export function settingsOf<In, Out>(options: ConnectionOptions<In, Out>) {
  const settings = connectionShape(options, '');
  const { url, protocols = [], heartbeat } = settings;
  if (url === undefined) throw refusal('ERR_HEARTWIRE_MISSING_OPTION', 'url', 'is needed');
  const { pingInterval, pongTimeout } = heartbeat || {};
  if (pingInterval && !pongTimeout) {
    throw refusal('ERR_HEARTWIRE_MISSING_OPTION', 'heartbeat.pongTimeout', 'is needed beside pingInterval');
  }
  if (typeof url !== 'function') normaliseUrl(url);
  if (typeof protocols !== 'function') checkProtocols(protocols);
  return settings;
}

/** The heartbeat's times: what the app says, else the dialect, else the defaults. Throws where it cannot beat. */
export function beatOf(
  heartbeat: Settings['heartbeat'],
  isAsked: boolean,
  { name, beat, requiresControlFrames }: Dialect<never, never>,
  transport: Transport,
) {
  const { leads, times } = beat;
  const isServerLed = leads === 'server';
  const isMute = leads === 'transport' && !transport.controlFrames;
  const { pingInterval, pongTimeout, keepAlive = beat.keepAlive ?? 'when-quiet' } = heartbeat || {};
  if (isMute ? (heartbeat && isAsked) || requiresControlFrames : isServerLed && keepAlive === 'always') {
    throw refusal(
      'ERR_HEARTWIRE_NO_PING',
      'heartbeat',
      `${name}() cannot ping over this transport (${transport.name})`,
    );
  }
  const isSilent = isMute || !heartbeat;
  return {
    canPing: !isSilent && !isServerLed && beat.reply !== 'none',
    pingInterval: isSilent ? Infinity : (pingInterval ?? times?.pingInterval ?? PING_INTERVAL),
    pongTimeout: pongTimeout ?? times?.pongTimeout ?? PONG_TIMEOUT,
    keepAlive,
  };
}

/** Checks the time to live of one message. */
export const checkTtl = time(1, Infinity);

/** Normalises a url as the WebSocket constructor does: http(s) becomes ws(s), relative ones are resolved as the page's links are. */
export function normaliseUrl(input: unknown): string {
  const refuse = (rule: string) => refusal('ERR_HEARTWIRE_INVALID_URL', 'url', rule);
  let url: URL;
  try {
    url = new URL(String(input), globalThis.document?.baseURI ?? globalThis.location?.href);
  } catch {
    throw refuse('is not a valid URL');
  }
  // Between these four the scheme may be assigned: all are special (WHATWG URL section 6.1).
  url.protocol = url.protocol.replace('http', 'ws');
  if (!/^wss?:[^#]*$/.test(url.href)) throw refuse('must be ws:, wss:, http: or https:, without a fragment');
  return url.href;
}

/** Checks subprotocols: tokens of RFC 9110 section 5.6.2, none twice. */
export function checkProtocols(input: unknown): readonly string[] {
  const list = [input].flat();
  const isToken = (name: unknown) => typeof name === 'string' && /^[!#$%&'*+.^_`|~\w-]+$/.test(name);
  if (list.every(isToken) && new Set(list).size === list.length) return list as string[];
  throw refusal('ERR_HEARTWIRE_INVALID_PROTOCOLS', 'protocols', 'must be tokens, none twice');
}
