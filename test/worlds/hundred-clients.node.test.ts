import { expect, test } from 'vitest';
import { simulateWorld } from '../../src/testing/index.ts';

const QUARTER = 900_000;

test('a hundred clients of one server live through a quarter of an hour of faults without a broken invariant', async () => {
  const { lasted, events, losses } = await simulateWorld({
    seed: 1,
    clients: 100,
    duration: QUARTER,
    replay: 'npm run soak -- --seed 1 --clients 100 --hours 0.25',
  });
  expect(lasted).toBeGreaterThan(QUARTER);
  expect(events).toBeGreaterThan(100_000);
  expect(losses.ERR_HEARTWIRE_PONG_TIMEOUT).toBeGreaterThan(100);
}, 120_000);
