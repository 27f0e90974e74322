import { expect, test } from 'vitest';
import { createConnection } from '../../src/connection.ts';
import { createConnection as createLite } from '../../src/lite.ts';
import { simulateWorld, type WorldReport } from '../../src/testing/simulated-world.ts';
import { createMachineConnection } from './machine-connection.ts';

const WORLDS = 200;

const ways = {
  machine: createMachineConnection,
  actor: createConnection,
  lite: ({ inspect: _, ...options }: Parameters<typeof createConnection>[0]) => createLite(options),
};

/** A world of the seed, in which connections are made this way. */
const world = (seed: number, way: keyof typeof ways): Promise<WorldReport> =>
  simulateWorld({ seed, createConnection: ways[way] as never });

test(`in the simulated worlds of ${WORLDS} seeds, the machine, the table's actor and heartwire/lite live the same lives`, async () => {
  let edges = 0;
  for (let seed = 1; seed <= WORLDS; seed += 1) {
    const machine = await world(seed, 'machine');
    expect(await world(seed, 'actor')).toEqual(machine);
    // Without an actor nobody can count edges.
    expect(await world(seed, 'lite')).toEqual({ ...machine, edges: {} });
    edges += Object.keys(machine.edges).length;
  }
  expect(edges).toBeGreaterThan(10 * WORLDS);
}, 240_000);
