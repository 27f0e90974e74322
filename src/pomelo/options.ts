import { MAX_TIME } from '../defaults.ts';
import type {
  PomeloClientOptions,
  PomeloCommonOptions,
  PomeloIncoming,
  PomeloNotify,
  PomeloOutgoing,
} from '../dialects/pomelo.ts';
import { OptionError } from '../errors.ts';
import type { ConnectionOptions } from '../options.ts';
import type { DropReason } from '../outbox.ts';

/** How long a request waits for its response, in ms, where neither it nor the client says. */
export const REQUEST_TIMEOUT = 10_000;

/** Options of `createPomeloClient`: those of `createConnection` but the dialect, those of a client's `pomelo()`, and its own. */
export interface PomeloConnectionOptions
  extends Omit<ConnectionOptions<PomeloIncoming, PomeloOutgoing>, 'dialect'>,
    PomeloClientOptions,
    PomeloCommonOptions {
  /** How long a request waits for its response, the time before it is sent included, in ms from 1; `Infinity` for no end. Default 10,000. */
  readonly requestTimeout?: number | undefined;
  /** Told of each notify that will not be sent; a request rejects. */
  readonly dropped?: ((notify: PomeloNotify, reason: DropReason) => void) | undefined;
}

/** What of the options is whose. */
export function dividedOptions(options: PomeloConnectionOptions) {
  const {
    user,
    clientType,
    clientVersion,
    answersBeats,
    verdict,
    handshake,
    maxInflated,
    badFrame,
    requestTimeout = REQUEST_TIMEOUT,
    dropped,
    ...connection
  } = options;
  if ('dialect' in connection) throw unknown('dialect');
  const words = { user, clientType, clientVersion, answersBeats, verdict, handshake, maxInflated, badFrame };
  return { words, connection, requestTimeout: checkedTimeout(requestTimeout, 'requestTimeout'), dropped };
}

const unknown = (option: string) =>
  new OptionError('ERR_HEARTWIRE_UNKNOWN_OPTION', option, undefined, 'is no option of createPomeloClient()');

/** Checks how long a request may wait. */
export function checkedTimeout(timeout: number, option: string): number {
  if (typeof timeout === 'number' && (timeout === Infinity || (timeout >= 1 && timeout <= MAX_TIME)))
    return timeout;
  const rule = `${String(timeout)} is not a time in ms from 1 to ${MAX_TIME}, or Infinity`;
  throw new OptionError('ERR_HEARTWIRE_INVALID_TIME', option, timeout, rule);
}
