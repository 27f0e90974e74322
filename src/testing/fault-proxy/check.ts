import { MAX_TIME } from '../../defaults.ts';
import { OptionError } from '../../errors.ts';
import type { FaultShape } from './direction.ts';

const isNumber = (value: unknown, least: number, most: number): boolean =>
  typeof value === 'number' && value >= least && value <= most;

const rules: {
  readonly [K in keyof FaultShape]: readonly [fits: (value: unknown) => boolean, rule: string];
} = {
  delay: [(value) => isNumber(value, 0, MAX_TIME), `must be a time in ms from 0 to ${MAX_TIME}`],
  throttle: [
    (value) => value === undefined || isNumber(value, 1, Number.MAX_VALUE),
    'must be at least 1 byte per second, or undefined',
  ],
  chunk: [
    (value) => value === undefined || (isNumber(value, 1, Number.MAX_VALUE) && Number.isInteger(value)),
    'must be a whole number of bytes from 1, or undefined',
  ],
  joinWrites: [(value) => isNumber(value, 0, MAX_TIME), `must be a time in ms from 0 to ${MAX_TIME}`],
};

/**
 * Hands on a value of the shape; refuses those that would spin or stall a proxy for ever.
 * @throws {OptionError} `ERR_HEARTWIRE_INVALID_OPTION`
 */
export function checked<K extends keyof FaultShape>(name: K, value: FaultShape[K]): FaultShape[K] {
  const [fits, rule] = rules[name];
  refuseUnless(fits(value), name, value, rule);
  return value;
}

/** Throws an `OptionError` that names the option and its rule unless `holds`. */
export function refuseUnless(holds: boolean, option: string, value: unknown, rule: string): void {
  if (!holds) throw new OptionError('ERR_HEARTWIRE_INVALID_OPTION', option, value, rule);
}

export const isPort = (value: unknown): boolean => isNumber(value, 1, 65_535) && Number.isInteger(value);
