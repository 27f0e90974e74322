import type { Loss } from './loss.ts';

export interface BackoffInput {
  /** Which retry in a row this is: 1 for the first. */
  readonly attempt: number;
  /** The delay before the last retry in this row, in ms; 0 for the first. */
  readonly previous: number;
  /** Why the link was lost. */
  readonly cause: Loss;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/** How long to wait before a retry, in ms. Pure: equal inputs and equal chance give equal delays. Finite, never negative. */
export type Backoff = (input: BackoffInput) => number;
