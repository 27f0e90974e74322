import { OptionError } from '../errors.ts';
import type { BeatTimes, Dialect } from '../ports/dialect.ts';
import type { Frame, WireData } from '../ports/transport.ts';
import { checkedWireData, plainSession } from './wire.ts';

/** Options of `controlFrames()`. */
export interface ControlFramesOptions {
  /**
   * `client`: this side pings, any WebSocket peer answers by itself (RFC 6455 section 5.5.2). `server`: the peer pings on
   * its own, and its silence kills. Default `client`.
   */
  readonly leads?: 'client' | 'server';
  /** The peer's beat in ms; with `leads: 'server'` the link is lost after the sum. Default: the defaults of `heartbeat`. */
  readonly times?: BeatTimes;
}

/**
 * Carries text and binary as they are and proves the peer alive by ping and pong control frames alone. Needs a transport
 * that has them: `createConnection` refuses others, where `raw()` would go on without a heartbeat.
 *
 * @throws OptionError `ERR_HEARTWIRE_INVALID_OPTION` for another `leads`
 */
export function controlFrames({
  leads = 'client',
  times,
}: ControlFramesOptions = {}): Dialect<Frame, WireData> {
  if (leads !== 'client' && leads !== 'server') {
    throw new OptionError(
      'ERR_HEARTWIRE_INVALID_OPTION',
      'controlFrames.leads',
      leads,
      "must be 'client' or 'server'",
    );
  }
  return {
    name: 'control-frames',
    beat: { leads: leads === 'client' ? 'transport' : 'server', life: 'any', ...(times && { times }) },
    requiresControlFrames: true,
    session: () => plainSession,
    write: (message) => checkedWireData('controlFrames', message),
  };
}
