import { MAX_TIME } from '../defaults.ts';
import { OptionError } from '../errors.ts';
import { refusal } from '../rules.ts';

/** Returns `value` if it is a time in ms that platform timers take (0 to 2³¹ − 1); throws `ERR_HEARTWIRE_INVALID_TIME` if not. */
export function checkedTime(option: string, value: number): number {
  if (typeof value === 'number' && value >= 0 && value <= MAX_TIME) return value;
  throw new OptionError(
    'ERR_HEARTWIRE_INVALID_TIME',
    option,
    value,
    `must be from 0 to ${MAX_TIME} ms, got ${String(value)}`,
  );
}

/** Returns `cap` if it is a time in ms and not below `base`, where the first delay stands. */
export function checkedCap(option: string, cap: number, base: number): number {
  if (checkedTime(option, cap) >= base) return cap;
  throw new OptionError(
    'ERR_HEARTWIRE_INVALID_OPTION',
    option,
    cap,
    `must not be below base (${base}), got ${cap}`,
  );
}

/** Throws `ERR_HEARTWIRE_UNKNOWN_OPTION` for the first key of `options` that is not in `known`; its value could be a secret. */
export function refuseUnknown(owner: string, options: object, known: readonly string[]): void {
  for (const key of Object.keys(options)) {
    if (known.includes(key)) continue;
    throw refusal(
      'ERR_HEARTWIRE_UNKNOWN_OPTION',
      `${owner}.${key}`,
      `no such option; there are ${known.join(', ')}`,
    );
  }
}
