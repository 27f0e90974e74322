import { OptionError } from '../errors.ts';
import type { Backoff } from '../ports/backoff.ts';
import { checkedTime } from './check.ts';
import { type Jitter, spreading } from './jitter.ts';

/**
 * Waits the n-th of `delays` before the n-th retry, and the last of them before all later ones. Delays are in ms
 * (0 to 2³¹ − 1, at least one), spread by `jitter` (default `none`: exactly as listed).
 *
 * @throws OptionError `ERR_HEARTWIRE_INVALID_TIME`, `ERR_HEARTWIRE_INVALID_OPTION`
 */
export function sequence(delays: readonly number[], jitter: Jitter = 'none'): Backoff {
  const list = Array.isArray(delays)
    ? delays.map((delay, index) => checkedTime(`sequence[${index}]`, delay))
    : [];
  const last = list[list.length - 1];
  if (last === undefined) {
    throw new OptionError(
      'ERR_HEARTWIRE_INVALID_OPTION',
      'sequence',
      delays,
      'must be a list of at least one delay',
    );
  }
  const spread = spreading('sequence.jitter', jitter);
  return ({ attempt, random }) => spread(list[attempt - 1] ?? last, random);
}
