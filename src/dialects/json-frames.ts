import { HeartwireError } from '../errors.ts';
import type { Verdict } from '../ports/loss.ts';
import type { Frame } from '../ports/transport.ts';

/** A JSON object as it came: no field is known to be there, or of a type. */
export type JsonObject = { readonly [field: string]: unknown };

/** What the JSON dialects share in reading. */
export interface JsonReading<Read, In> {
  /** Checks and turns what came into what the app gets; what it throws makes the frame a bad one. Default: as it came. */
  readonly decode?: (message: Read) => In;
  /** Verdict on a frame that is not of this protocol. Default `retry`. */
  readonly badFrame?: Verdict;
}

/** Returns `decode`, or where there is none what leaves a message as it came, for then `In` is `Read`. */
export function decoder<Read, In>(decode: ((message: Read) => In) | undefined): (message: Read) => In {
  return decode ?? ((message) => message as unknown as In);
}

/** The error of a frame that breaks the protocol. Quotes nothing of the frame, which could hold a secret. */
export function badFrame(dialect: string, fault: string): HeartwireError {
  return new HeartwireError('ERR_HEARTWIRE_BAD_FRAME', `${dialect}: a frame ${fault}`);
}

/** Reads a text frame as JSON; throws `ERR_HEARTWIRE_BAD_FRAME` on anything else. */
export function parse(dialect: string, frame: Frame): unknown {
  if (typeof frame !== 'string') throw badFrame(dialect, 'that is not text');
  try {
    return JSON.parse(frame);
  } catch {
    throw badFrame(dialect, 'that is not JSON');
  }
}

/** Reads a text frame as a JSON object; throws `ERR_HEARTWIRE_BAD_FRAME` on anything else. */
export function parseObject(dialect: string, frame: Frame): JsonObject {
  const value = parse(dialect, frame);
  if (isObject(value)) return value;
  throw badFrame(dialect, 'that is not a JSON object');
}

/** Whether a value has fields: an object, and no array. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Writes a value as JSON; throws `ERR_HEARTWIRE_INVALID_MESSAGE` on what JSON cannot say: a cycle, a bigint, nothing. */
export function stringify(dialect: string, value: unknown): string {
  try {
    const text: string | undefined = JSON.stringify(value);
    if (text !== undefined) return text;
  } catch (cause) {
    throw invalidMessage(dialect, 'that JSON cannot say', { cause });
  }
  throw invalidMessage(dialect, 'that JSON cannot say');
}

/** The error of a message that the dialect cannot carry. */
export function invalidMessage(dialect: string, fault: string, options?: ErrorOptions): HeartwireError {
  return new HeartwireError('ERR_HEARTWIRE_INVALID_MESSAGE', `${dialect}: a message ${fault}`, options);
}
