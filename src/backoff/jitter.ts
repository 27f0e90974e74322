import { OptionError } from '../errors.ts';

/**
 * How a delay is spread. `full`: uniform 0–delay. `equal`: uniform delay/2–delay. `none`: the delay itself, at which all
 * clients of a restarted server come back in one instant.
 */
export type Jitter = 'full' | 'equal' | 'none';

const fixedShare: Readonly<Record<Jitter, number>> = { full: 0, equal: 0.5, none: 1 };

/** Returns a function that spreads a delay in the given way; throws `ERR_HEARTWIRE_INVALID_OPTION` for a way it does not know. */
export function spreading(option: string, jitter: Jitter): (delay: number, random: () => number) => number {
  if (!Object.hasOwn(fixedShare, jitter)) {
    throw new OptionError(
      'ERR_HEARTWIRE_INVALID_OPTION',
      option,
      jitter,
      "must be 'full', 'equal' or 'none'",
    );
  }
  const fixed = fixedShare[jitter];
  return (delay, random) => delay * (fixed === 1 ? 1 : fixed + (1 - fixed) * random());
}
