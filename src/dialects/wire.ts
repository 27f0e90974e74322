import { HeartwireError } from '../errors.ts';
import type { DialectSession } from '../ports/dialect.ts';
import type { Frame, WireData } from '../ports/transport.ts';

/**
 * Returns `message` if a socket can carry it as it is, and throws `ERR_HEARTWIRE_INVALID_MESSAGE` if not: a socket would
 * send `[object Object]`. Goes by tag, since an `ArrayBuffer` of another realm is no instance of ours.
 */
export function checkedWireData(dialect: string, message: WireData): WireData {
  if (typeof message === 'string' || ArrayBuffer.isView(message)) return message;
  if (/^\[object (ArrayBuffer|Blob|File)]$/.test(Object.prototype.toString.call(message))) return message;
  throw new HeartwireError(
    'ERR_HEARTWIRE_INVALID_MESSAGE',
    `${dialect} carries text and binary, not ${typeof message}`,
  );
}

/** The session in which every frame is data, as it came. Shared: it has no state. */
export const plainSession: DialectSession<Frame> = {
  read: (frame, signals) => signals.data(frame),
};
