import { OptionError } from '../errors.ts';
import { MAX_META, MAX_NAME } from './defaults.ts';

/** A surrogate without its other half: UTF-8 has no bytes for it, and two such names would be one on another node. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * Returns `name` if it can be a room or a member: 1 to 256 UTF-16 code units of well-formed text.
 * Throws `ERR_HEARTWIRE_INVALID_OPTION`, without the value: it came from outside, and can be of any length.
 */
export function checkedName(option: 'room' | 'member', name: unknown): string {
  if (typeof name === 'string' && name !== '' && name.length <= MAX_NAME && !LONE_SURROGATE.test(name)) {
    return name;
  }
  throw invalid(option, `must be well-formed text of 1 to ${MAX_NAME} characters`);
}

/** The JSON text of `meta`. Throws `ERR_HEARTWIRE_INVALID_OPTION` for what JSON cannot carry and for more than 4,096 code units. */
export function metaText(meta: unknown): string {
  const text = jsonText('meta', meta);
  if (text.length <= MAX_META) return text;
  throw invalid('meta', `must be at most ${MAX_META} characters of JSON, got ${text.length}`);
}

/** The JSON text of a value; throws `ERR_HEARTWIRE_INVALID_OPTION` for what JSON cannot carry. */
export function jsonText(option: string, value: unknown): string {
  try {
    const text: unknown = JSON.stringify(value);
    if (typeof text === 'string') return text;
  } catch {
    // A cycle, a BigInt, or a `toJSON` that throws.
  }
  throw invalid(option, 'must be a value that JSON can carry');
}

/** The value of a JSON text; `undefined` for what is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** One key for a room and a member: no two pairs share it, whatever the names hold. */
export function keyOf(room: string, member: string): string {
  return `${room.length}:${room}${member}`;
}

function invalid(option: string, rule: string): OptionError {
  return new OptionError('ERR_HEARTWIRE_INVALID_OPTION', option, undefined, rule);
}
