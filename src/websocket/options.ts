import { browserTransport } from '../adapters/browser.ts';
import type { ConnectionOptions } from '../options.ts';
import type { Backoff } from '../ports/backoff.ts';
import type { CloseInfo, Verdict } from '../ports/loss.ts';
import { be, count, having, refusal, shape, time, type } from '../rules.ts';
import { SocketCloseEvent } from './events.ts';

/** Options of `createConnection`, without the constructor's own arguments. */
type Ours = Omit<ConnectionOptions, 'url' | 'protocols'>;

/** The options that reconnecting-websocket and partysocket have. Times in ms. */
export interface PeerOptions {
  /** Least wait before a retry. Default 3,000 where another of the three is given; without any of them `backoff` decides. */
  readonly minReconnectionDelay?: number | undefined;
  /** Longest wait before a retry. Default 10,000 where another of the three is given. */
  readonly maxReconnectionDelay?: number | undefined;
  /** By how much each retry multiplies the wait, from 1. Default 1.3 where another of the three is given. */
  readonly reconnectionDelayGrowFactor?: number | undefined;
  /** `retry.stableAfter`: how long a link must be open before the count of retries starts anew. Default 5,000. */
  readonly minUptime?: number | undefined;
  /** `connectTimeout`: one deadline over url, dial and handshake. Default 10,000. */
  readonly connectionTimeout?: number | undefined;
  /** `retry.limit`: retries in a row. Default `Infinity`; 0 for a single link, under a client that reconnects by itself. */
  readonly maxRetries?: number | undefined;
  /** How many messages wait while there is no link, whatever their size; `Infinity` for no bound. Default: the outbox's bounds. */
  readonly maxEnqueuedMessages?: number | undefined;
  /** Starts CLOSED: `reconnect()` dials. Default false. */
  readonly startClosed?: boolean | undefined;
  /** The class to dial with. Default: the platform's. For `ws` in Node, `transport: ws()` also beats by ping frames. */
  readonly WebSocket?: unknown;
  /** Whether a link that closed is dialed again: its answer stands in for the table of close codes. */
  readonly shouldReconnectOnClose?: ((event: CloseEvent) => boolean) | undefined;
  /** Tells `debugLogger` of each change of status, loss and retry; never of urls and messages. Default false. */
  readonly debug?: boolean | undefined;
  /** Default `console.log`. */
  readonly debugLogger?: ((...args: unknown[]) => void) | undefined;
}

/** Those of `createConnection`, but for url and protocols, and those that other reconnecting WebSockets have. */
export interface ReconnectingWebSocketOptions extends Ours, PeerOptions {}

type Log = (...args: unknown[]) => void;
type Judge = (close: CloseInfo) => Verdict | undefined;
type Given = { readonly [K in keyof ReconnectingWebSocketOptions]: ReconnectingWebSocketOptions[K] };

const any = <T>(value: unknown) => value as T;
const time0 = time(0);
// Nothing stands in for a count that is left out.
const number = count(undefined as never);
const flag = type('boolean');
const call = type('function');

/** Those of theirs, checked; ours are checked by `createConnection`. */
const check = /* @__PURE__ */ shape({
  minReconnectionDelay: time0,
  maxReconnectionDelay: time0,
  reconnectionDelayGrowFactor: be<number>(
    'a factor from 1',
    (value) => typeof value === 'number' && value >= 1,
  ),
  minUptime: time0,
  maxRetries: number,
  maxEnqueuedMessages: number,
  connectionTimeout: time(1),
  startClosed: flag,
  shouldReconnectOnClose: call,
  WebSocket: call,
  debug: flag,
  debugLogger: call,
  transport: having('open'),
  dialect: any,
  heartbeat: any,
  backoff: any,
  retry: be('an object', (value) => Object(value) === value),
  connectTimeout: any,
  closeTimeout: any,
  probeTimeout: any,
  offlineRetry: any,
  outbox: any,
  environment: any,
  autoConnect: any,
  signal: any,
  inspect: any,
});

/**
 * Turns options of either kind into those of `createConnection`, and where to log, if anywhere.
 * @throws {OptionError} on one of theirs that is out of bounds, on one that is unknown, and on one that is given by both names.
 */
export function connectionOptions(options: ReconnectingWebSocketOptions): [ours: Ours, log: Log | undefined] {
  const {
    minReconnectionDelay: least,
    maxReconnectionDelay: most,
    reconnectionDelayGrowFactor: growth,
    minUptime,
    maxRetries,
    maxEnqueuedMessages,
    connectionTimeout,
    startClosed,
    shouldReconnectOnClose: decide,
    WebSocket,
    debug,
    debugLogger = console.log,
    retry,
    ...ours
  } = check(options, '') as Given;
  const limit = either('retry.limit', maxRetries, retry?.limit);
  const judge = either('retry.verdict', decide && judging(decide), retry?.verdict);
  return [
    {
      ...ours,
      connectTimeout: either('connectTimeout', connectionTimeout, ours.connectTimeout),
      autoConnect: either(
        'autoConnect',
        startClosed === undefined ? startClosed : !startClosed,
        ours.autoConnect,
      ),
      transport: either(
        'transport',
        WebSocket ? browserTransport({ WebSocket: WebSocket as Dialer }) : undefined,
        ours.transport,
      ),
      outbox: either(
        'outbox',
        maxEnqueuedMessages === undefined
          ? undefined
          : { maxMessages: maxEnqueuedMessages, maxBytes: Infinity },
        ours.outbox,
      ),
      backoff: either(
        'backoff',
        (least ?? most ?? growth) === undefined ? undefined : growing(least, most, growth),
        ours.backoff,
      ),
      retry: {
        ...retry,
        limit,
        stableAfter: either('retry.stableAfter', minUptime, retry?.stableAfter),
        verdict: limit === 0 ? final(judge) : judge,
      },
    },
    debug ? debugLogger : undefined,
  ];
}

function either<T>(name: string, theirs: T, ours: T): T {
  if (theirs === undefined || ours === undefined) return theirs ?? ours;
  throw refusal('ERR_HEARTWIRE_INVALID_OPTION', name, 'is given twice');
}

type Dialer = new (url: string, protocols: string[]) => WebSocket;

const judging =
  (decide: (event: CloseEvent) => boolean): Judge =>
  (close) =>
    decide(new SocketCloseEvent('close', close)) ? 'retry' : 'done';

/** A single link: each loss is the end, also while there is no network; whose the socket is dials again. */
const final =
  (judge: Judge | undefined): Judge =>
  (close) =>
    judge?.(close) === 'done' ? 'done' : 'fatal';

/**
 * Waits `least · growth^(n − 1)` before the n-th retry, and up to the next step more, so that clients of one server part; never
 * more than `most`, where it stays within one step.
 */
const growing =
  (least = 3_000, most = 10_000, growth = 1.3): Backoff =>
  ({ attempt, random }) => {
    // The power overflows to Infinity, which a least wait of 0 would turn into NaN.
    const high = least && Math.min(most, least * growth ** attempt);
    const low = Math.min(high, Math.max(least, high / growth));
    return low + random() * (high - low);
  };
