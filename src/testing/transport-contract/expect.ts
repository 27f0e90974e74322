import type { Frame } from '../../ports/transport.ts';
import { ensure, ensureSame, shown } from '../contract.ts';
import type { Report } from './harness.ts';

/** Throws unless `action` throws an error with this code. */
export function throwsCode(action: () => void, code: string, what: string): void {
  try {
    action();
  } catch (error) {
    ensureSame(what, codeOf(error), code);
    return;
  }
  throw new Error(`${what}: did not throw where ${code} was due`);
}

/** Throws unless the reports are exactly one error with one of these codes; returns it. */
export function onlyError(reports: readonly Report[], ...codes: readonly string[]): Error {
  const [first, ...rest] = reports;
  if (first?.[0] !== 'error' || rest.length > 0 || !codes.includes(codeOf(first[1]) ?? '')) {
    throw new Error(`reports: got ${shown(reports)} where only an error, ${codes.join(' or ')}, was due`);
  }
  return first[1];
}

/** Throws where the error, its stack, its fields or its causes hold `secret`. */
export function holdsNo(secret: string, error: Error): void {
  for (let link: unknown = error; link instanceof Error; link = link.cause) {
    const text = [link.message, link.stack, ...Object.values(link)].join(' ');
    ensure(!text.includes(secret), `the error ${link.name} holds a secret of the url`);
  }
}

/** The bytes of a binary frame. */
export async function bytesOf(frame: Frame | undefined): Promise<Uint8Array> {
  if (frame instanceof Blob) return new Uint8Array(await frame.arrayBuffer());
  if (frame instanceof ArrayBuffer) return new Uint8Array(frame);
  throw new Error(`a binary frame was due, got ${typeof frame}`);
}

function codeOf(error: unknown): string | undefined {
  return (error as { readonly code?: string } | undefined)?.code;
}
