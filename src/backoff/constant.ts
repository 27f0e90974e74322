import type { Backoff } from '../ports/backoff.ts';
import { checkedTime } from './check.ts';
import { type Jitter, spreading } from './jitter.ts';

/**
 * Waits the same time before every retry: `delay` ms (0 to 2³¹ − 1), spread by `jitter` (default `none`: exactly `delay`).
 *
 * @throws OptionError `ERR_HEARTWIRE_INVALID_TIME`, `ERR_HEARTWIRE_INVALID_OPTION`
 */
export function constant(delay: number, jitter: Jitter = 'none'): Backoff {
  checkedTime('constant.delay', delay);
  const spread = spreading('constant.jitter', jitter);
  return ({ random }) => spread(delay, random);
}
