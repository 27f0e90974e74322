import { isObject, type JsonObject, parse } from '../json-frames.ts';
import type { ByteReader } from './byte-reader.ts';
import { broken, NAME } from './faults.ts';

/** Reads what is left as a JSON object; throws `ERR_HEARTWIRE_BAD_FRAME` on anything else. */
export function objectIn(body: ByteReader): JsonObject {
  const value = parse(NAME, body.rest());
  if (isObject(value)) return value;
  throw broken('that is not JSON');
}
