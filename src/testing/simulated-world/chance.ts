import { mulberry32 } from '../../adapters/virtual-environment/mulberry32.ts';

/** Chance that is the same for the same seed. */
export interface Chance {
  /** Uniform in [0, 1). */
  random(): number;
  /** Uniform among the integers from `least` to `most`, both included. */
  between(least: number, most: number): number;
  /** True in this share of cases. */
  is(share: number): boolean;
  /** One of a list that is not empty. */
  pick<T>(list: readonly T[]): T;
  /** A time with the given mean, exponentially distributed: the next event of a Poisson process. */
  gap(mean: number): number;
  /** Chance of its own: what one draws leaves the other's draws as they are. */
  fork(): Chance;
}

/** Builds the chance of a seed. */
export function chanceOf(seed: number): Chance {
  const random = mulberry32(seed);
  const between = (least: number, most: number) => least + Math.floor(random() * (most - least + 1));
  return {
    random,
    between,
    is: (share) => random() < share,
    pick: <T>(list: readonly T[]) => list[between(0, list.length - 1)] as T,
    gap: (mean) => -Math.log(1 - random()) * mean,
    fork: () => chanceOf(Math.floor(random() * 2 ** 32)),
  };
}
