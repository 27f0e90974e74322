import { expect, test } from 'vitest';
import { runWorlds } from './support/run-worlds.ts';

test('no invariant is broken in the worlds of 1,000 seeds that nobody has seen before', async () => {
  const first = Date.now() % 2 ** 31;
  console.log(`fresh worlds: seeds ${first} to ${first + 999}`);
  const { events } = await runWorlds(first, 1_000);
  expect(events).toBeGreaterThan(300_000);
}, 120_000);
