import type { Frame, WireData } from '../ports/transport.ts';
import { badFrame, invalidMessage } from './json-frames.ts';

/** Binary as the dialects of byte streams hand it over. */
export type Bytes = Uint8Array<ArrayBuffer>;

/**
 * Cuts a stream of bytes into units, however they are spread over frames, and gives each to `take` as a view. `sizeOf` says how long the
 * unit is that some bytes begin with, from 1, and `undefined` while they do not say. Holds only what has come of the one unit that is not
 * whole, in at most about twice as many bytes: a length that is only announced takes no memory.
 */
export function unitsOf(
  sizeOf: (bytes: Bytes) => number | undefined,
): (frame: Bytes, take: (unit: Bytes) => void) => void {
  let held: Bytes = new Uint8Array(0);
  let used = 0;
  return (frame, take) => {
    let rest = frame;
    if (used > 0) {
      const before = held;
      const length = used + frame.length;
      if (length > held.length) {
        held = new Uint8Array(2 * length);
        held.set(before);
      }
      held.set(frame, used);
      used = length;
      rest = held.subarray(0, used);
    }
    for (let size = sizeOf(rest); size !== undefined && size <= rest.length; size = sizeOf(rest)) {
      take(rest.subarray(0, size));
      rest = rest.subarray(size);
      used = 0;
    }
    if (used > 0) return;
    // A copy: what was taken goes on to show what it showed.
    held = rest.slice();
    used = held.length;
  };
}

/** The bytes of a binary frame; throws `ERR_HEARTWIRE_BAD_FRAME` on any other. */
export function bytesOf(dialect: string, frame: Frame): Bytes {
  // Not by instance: an `ArrayBuffer` of another realm is none of ours.
  if (typeof frame === 'object' && 'byteLength' in frame) return new Uint8Array(frame);
  throw badFrame(dialect, 'that is not binary');
}

/** Returns binary as it is; throws `ERR_HEARTWIRE_INVALID_MESSAGE` on anything else. */
export function checkedBytes(dialect: string, message: unknown): WireData {
  if (ArrayBuffer.isView(message)) return message as Bytes;
  if (/^\[object ArrayBuffer]$/.test(Object.prototype.toString.call(message))) return message as ArrayBuffer;
  throw invalidMessage(dialect, 'that is not binary');
}
