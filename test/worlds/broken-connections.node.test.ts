import { describe, expect, test } from 'vitest';
import { type Invariant, invariants, simulateWorld, WorldViolation } from '../../src/testing/index.ts';
import { broken } from './support/broken-connections.ts';

/** Within so many seeds a broken connection must have been found out. */
const SEEDS = 60;

/** Runs worlds of the broken connection until the invariant is seen broken; names what was seen before. */
async function findOut(invariant: Invariant): Promise<WorldViolation | string> {
  const others = new Set<string>();
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const violation = await simulateWorld({ seed, createConnection: broken[invariant] }).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (violation === undefined) continue;
    if (!(violation instanceof WorldViolation)) throw violation;
    if (violation.invariant === invariant) return violation;
    others.add(violation.invariant);
  }
  return `seen: ${[...others].join(', ') || 'nothing'}`;
}

describe('a connection that breaks an invariant is found out', () => {
  test.each(Object.entries(invariants))('%s: %s', async (invariant) => {
    expect(await findOut(invariant as Invariant)).toMatchObject({ name: 'WorldViolation', invariant });
  });
});

test('a violation tells the invariant, the client, the events before it and how to replay it', async () => {
  const run = (seed: number) =>
    simulateWorld({ seed, clients: 2, createConnection: broken['in-order'], replay: `replay ${seed}` });
  const violation = await run(3).catch((error: unknown) => error);
  if (!(violation instanceof WorldViolation)) throw new Error('nothing was found');
  const { message, trace, client, seed, replay } = violation;
  expect([seed, replay, trace.length]).toEqual([3, 'replay 3', 30]);
  expect(message.split('\n')).toEqual([
    `${invariants['in-order']} (in-order)`,
    expect.stringContaining(`Not so for client ${client} in the world of seed 3: link `),
    'What happened last:',
    ...trace.map((line) => `  ${line}`),
    'Replay: replay 3',
  ]);
  await expect(run(3)).rejects.toMatchObject({ message });
});
