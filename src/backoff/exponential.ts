import { BACKOFF_BASE, BACKOFF_CAP } from '../defaults.ts';
import { OptionError } from '../errors.ts';
import type { Backoff } from '../ports/backoff.ts';
import { checkedCap, checkedTime, refuseUnknown } from './check.ts';
import { type Jitter, spreading } from './jitter.ts';

/** Options of `exponential()`. Times in ms, 0 to 2³¹ − 1. */
export interface ExponentialOptions {
  /** Before the first retry. Default 1,000. */
  readonly base?: number;
  /** By how much each further retry multiplies the wait: finite, at least 1. Default 2. */
  readonly factor?: number;
  /** Longest wait, not below `base`. Default 30,000, or `base` where that is longer. */
  readonly cap?: number;
  /** Default `full`. It stays at the cap. */
  readonly jitter?: Jitter;
}

/**
 * Waits longer by the same factor before each retry: `min(cap, base · factor^(n − 1))` before the n-th, spread by `jitter`.
 *
 * @throws OptionError `ERR_HEARTWIRE_INVALID_TIME`, `ERR_HEARTWIRE_INVALID_OPTION`, `ERR_HEARTWIRE_UNKNOWN_OPTION`
 */
export function exponential(options: ExponentialOptions = {}): Backoff {
  refuseUnknown('exponential', options, ['base', 'factor', 'cap', 'jitter']);
  const base = checkedTime('exponential.base', options.base ?? BACKOFF_BASE);
  const factor = checkedFactor(options.factor ?? 2);
  const cap = checkedCap('exponential.cap', options.cap ?? Math.max(base, BACKOFF_CAP), base);
  const spread = spreading('exponential.jitter', options.jitter ?? 'full');
  // The power overflows to Infinity, which a base of 0 would turn into NaN.
  return ({ attempt, random }) => spread(base && Math.min(cap, base * factor ** (attempt - 1)), random);
}

function checkedFactor(factor: number): number {
  if (Number.isFinite(factor) && factor >= 1) return factor;
  const rule = `must be finite and at least 1, got ${String(factor)}`;
  throw new OptionError('ERR_HEARTWIRE_INVALID_OPTION', 'exponential.factor', factor, rule);
}
