import { checkedWireData } from '../dialects/wire.ts';
import { OptionError } from '../errors.ts';
import type { WireData } from '../ports/transport.ts';

/** Builds a `DOMException`, or an `Error` of its name where the platform has none (React Native). */
export function exception(message: string, name: string): Error {
  if (globalThis.DOMException) return new DOMException(message, name);
  return Object.assign(new Error(message), { name });
}

/** Looks at a url, at subprotocols or at a close, and throws what the standard throws where ours has an `OptionError`. */
export function asStandard<T>(look: () => T): T {
  try {
    return look();
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    throw exception(error.message, error.option === 'code' ? 'InvalidAccessError' : 'SyntaxError');
  }
}

/** `[Clamp]` of Web IDL (section 3.3.2): to the nearest integer, to the even one of two. No bound is within the codes that pass. */
export function rounded(value: unknown): number {
  const number = +(value as number);
  const nearest = Math.round(number);
  return nearest - number === 0.5 ? nearest - (nearest % 2) : nearest;
}

/** What a socket sends for an argument of `send()`: binary as it is, anything else as a string. */
export function wireData(data: unknown): WireData {
  try {
    return checkedWireData('send()', data as WireData);
  } catch {
    return `${data}`;
  }
}

/** A Blob of a binary message, or the message where the platform cannot make one of it (React Native). */
export function blobOf(data: ArrayBuffer | Blob): ArrayBuffer | Blob {
  try {
    return new Blob([data]);
  } catch {
    return data;
  }
}
