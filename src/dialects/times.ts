import { MAX_TIME } from '../defaults.ts';
import { OptionError } from '../errors.ts';

/** The shortest time that a peer can talk us into, in ms: a wrong number makes no flood of beats. */
const LEAST = 100;

/** A time that a peer named in units of so many ms, in ms and from 100; `undefined` where it named none above 0. */
export function agreedTime(value: unknown, unit: number): number | undefined {
  return typeof value === 'number' && value > 0 ? Math.max(value * unit, LEAST) : undefined;
}

/** Returns a time in ms from an option; throws `ERR_HEARTWIRE_INVALID_TIME` on what is none from `least` to `most`. */
export function checkedTime(option: string, value: number, least = 1, most = MAX_TIME): number {
  if (typeof value === 'number' && value >= least && value <= most) return value;
  throw new OptionError(
    'ERR_HEARTWIRE_INVALID_TIME',
    option,
    value,
    `${value} is not a time in ms from ${least} to ${most}`,
  );
}
