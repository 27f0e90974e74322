import type { Dialect } from '../ports/dialect.ts';
import type { Frame, WireData } from '../ports/transport.ts';
import { checkedWireData, plainSession } from './wire.ts';

/**
 * Carries text and binary as they are, without a heartbeat of its own; the default dialect. Control frames prove the peer
 * alive where the transport can send them (`ws`). In a browser nothing does: a frozen link goes unnoticed.
 *
 * Its `write` throws `ERR_HEARTWIRE_INVALID_MESSAGE` on what is neither a string, a buffer, a view of one nor a `Blob`.
 */
export function raw(): Dialect<Frame, WireData> {
  return {
    name: 'raw',
    beat: { leads: 'transport', life: 'any' },
    session: () => plainSession,
    write: (message) => checkedWireData('raw', message),
  };
}
