import {
  type SimulateWorldOptions,
  simulateWorld,
  sumWorlds,
  type WorldCounts,
} from '../../../src/testing/index.ts';

/** Runs the worlds of `count` seeds from `first`, and adds up what happened in them. Rejects at the first violation. */
export async function runWorlds(
  first: number,
  count: number,
  options: Omit<SimulateWorldOptions, 'seed' | 'replay'> = {},
): Promise<WorldCounts> {
  let sum = sumWorlds([]);
  for (let seed = first; seed < first + count; seed += 1) {
    const world = await simulateWorld({ ...options, seed, replay: `npm run soak -- --seed ${seed}` });
    sum = sumWorlds([sum, world]);
  }
  return sum;
}
