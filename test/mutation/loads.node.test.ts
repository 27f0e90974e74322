import { expect, test } from 'vitest';

/**
 * A mutant that does not even load fails every file that imports it before its tests begin; StrykerJS counts failed tests
 * only, and would take it for a survivor. Here the loading itself is the test.
 */
test('the client, the machines of both ends and the backoffs load', async () => {
  const loaded = await Promise.all([
    import('../../src/index.ts'),
    import('../../src/machines/index.ts'),
    import('../../src/machines/peer.ts'),
    import('../../src/backoff/index.ts'),
  ]);
  expect(loaded.map((module) => Object.keys(module).length > 0)).toEqual([true, true, true, true]);
});
