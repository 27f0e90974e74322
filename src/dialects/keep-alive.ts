import { PING_INTERVAL } from '../defaults.ts';
import { OptionError } from '../errors.ts';
import type { Dialect, DialectSession } from '../ports/dialect.ts';
import type { Frame, WireData } from '../ports/transport.ts';
import { time } from '../rules.ts';
import { checkedWireData, plainSession } from './wire.ts';

/** Options of `keepAlive()`. */
export interface KeepAliveOptions {
  /** What goes out every interval, as text: something that the server passes over. */
  readonly frame: string;
  /** How often, in ms from 1 to 2,147,483,647: under the shortest idle limit on the way. Default 25,000. */
  readonly interval?: number;
}

/**
 * Keeps proxies from cutting an idle link, by one frame every `interval` that nobody answers. It proves nothing: a frozen link goes
 * unnoticed, as without a heartbeat. For a server that answers no ping at all; every frame that comes in is data, as it came. A server half takes
 * the frame for a sign of life, and for no data.
 *
 * - Starts: the client, always; a server sends none.
 * - Interval: the option `interval`. First beat: an interval after the open.
 * - Reply owed: none. Outgoing traffic does not replace a beat.
 * - Counts as life: any frame, to no effect.
 * - Dead: never by silence.
 * - Close codes: the table's.
 *
 * Its `write` throws `ERR_HEARTWIRE_INVALID_MESSAGE` on what is neither text nor binary.
 *
 * @throws OptionError for a `frame` that is no text, and for an `interval` out of bounds
 */
export function keepAlive({ frame, interval }: KeepAliveOptions): Dialect<Frame, WireData> {
  if (typeof frame !== 'string') {
    throw new OptionError('ERR_HEARTWIRE_INVALID_OPTION', 'keepAlive.frame', frame, 'must be a string');
  }
  const pingInterval = time(1, PING_INTERVAL)(interval, 'keepAlive.interval');
  const client: DialectSession<Frame> = { ...plainSession, ping: () => frame };
  const server: DialectSession<Frame> = {
    read: (data, signals) => (data === frame ? signals.ping() : signals.data(data)),
  };
  return {
    name: 'keep-alive',
    beat: {
      leads: 'client',
      life: 'any',
      keepAlive: 'always',
      reply: 'none',
      times: { pingInterval, pongTimeout: Infinity },
    },
    session: (role) => (role === 'client' ? client : server),
    write: (message) => checkedWireData('keepAlive', message),
  };
}
