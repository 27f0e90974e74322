import { BACKOFF_BASE, BACKOFF_CAP } from '../defaults.ts';
import type { Backoff } from '../ports/backoff.ts';
import { checkedCap, checkedTime, refuseUnknown } from './check.ts';
import { type Jitter, spreading } from './jitter.ts';

/** Options of `linear()`. Times in ms, 0 to 2³¹ − 1. */
export interface LinearOptions {
  /** Before the first retry. Default 1,000. */
  readonly base?: number;
  /** What each further retry adds. Default: `base`. */
  readonly step?: number;
  /** Longest wait, not below `base`. Default 30,000, or `base` where that is longer. */
  readonly cap?: number;
  /** Default `full`. It stays at the cap. */
  readonly jitter?: Jitter;
}

/**
 * Waits longer by the same step before each retry: `min(cap, base + step · (n − 1))` before the n-th, spread by `jitter`.
 *
 * @throws OptionError `ERR_HEARTWIRE_INVALID_TIME`, `ERR_HEARTWIRE_INVALID_OPTION`, `ERR_HEARTWIRE_UNKNOWN_OPTION`
 */
export function linear(options: LinearOptions = {}): Backoff {
  refuseUnknown('linear', options, ['base', 'step', 'cap', 'jitter']);
  const base = checkedTime('linear.base', options.base ?? BACKOFF_BASE);
  const step = checkedTime('linear.step', options.step ?? base);
  const cap = checkedCap('linear.cap', options.cap ?? Math.max(base, BACKOFF_CAP), base);
  const spread = spreading('linear.jitter', options.jitter ?? 'full');
  return ({ attempt, random }) => spread(Math.min(cap, base + step * (attempt - 1)), random);
}
