import { BACKOFF_BASE, BACKOFF_CAP } from '../defaults.ts';
import type { Backoff } from '../ports/backoff.ts';
import { checkedCap, checkedTime, refuseUnknown } from './check.ts';

/** Options of `decorrelated()`. Times in ms, 0 to 2³¹ − 1. */
export interface DecorrelatedOptions {
  /** Shortest wait. Default 1,000. */
  readonly base?: number;
  /** Longest wait, not below `base`. Default 30,000, or `base` where that is longer. */
  readonly cap?: number;
}

/**
 * Waits a random time that grows from the last wait instead of from the count: uniform base–min(cap, 3 · previous).
 *
 * Marc Brooker's "decorrelated jitter" (AWS Architecture Blog, "Exponential Backoff And Jitter"), with one change: the
 * window is capped and not the number drawn from it, which would put most clients exactly at the cap together.
 *
 * @throws OptionError `ERR_HEARTWIRE_INVALID_TIME`, `ERR_HEARTWIRE_INVALID_OPTION`, `ERR_HEARTWIRE_UNKNOWN_OPTION`
 */
export function decorrelated(options: DecorrelatedOptions = {}): Backoff {
  refuseUnknown('decorrelated', options, ['base', 'cap']);
  const base = checkedTime('decorrelated.base', options.base ?? BACKOFF_BASE);
  const cap = checkedCap('decorrelated.cap', options.cap ?? Math.max(base, BACKOFF_CAP), base);
  return ({ previous, random }) => {
    const most = Math.min(cap, 3 * Math.max(base, previous));
    // Rounding could take the sum an ulp over.
    return Math.min(most, base + random() * (most - base));
  };
}
