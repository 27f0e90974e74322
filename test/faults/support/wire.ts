import { corner } from './ground.ts';

/** Bytes of one unmasked frame as a server sends it (RFC 6455 section 5.2); payloads of less than 126 bytes. */
export function frame(opcode: number, payload: Uint8Array | string, isFinal = true): number[] {
  const bytes = typeof payload === 'string' ? new TextEncoder().encode(payload) : payload;
  return [(isFinal ? 0x80 : 0) | opcode, bytes.length, ...bytes];
}

export const CONTINUATION = 0;
export const TEXT = 1;
export const CLOSE = 8;
export const PING = 9;

/** A close frame with a code and a reason. */
export function closeFrame(code: number, reason = ''): number[] {
  return frame(CLOSE, Uint8Array.from([code >> 8, code & 0xff, ...new TextEncoder().encode(reason)]));
}

const hex = (bytes: readonly number[]): string =>
  bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** Urls of the control server's `/wire`, the first of which is torn as said; every later one echoes. */
export function tornFirst(
  control: string,
  torn: { upgrade?: 'half'; send?: readonly number[]; sequel: 'silence' | 'reset' | 'end' },
) {
  const { url, count } = corner(control);
  const { send = [], ...rest } = torn;
  return {
    count,
    url: ({ number }: { readonly number: number }): string =>
      number === 0 ? url('/wire', { ...rest, send: hex(send) }) : url('/echo'),
  };
}
