import { expect } from 'vitest';
import { constant } from '../../../src/backoff/index.ts';
import { type HistoricalCase, held, losses } from '../support/scene.ts';

/**
 * A gateway that accepts and drops at once set the count of attempts back at each `open`: the limit was never reached, hundreds
 * of sockets were made per second, and the heap ran full.
 */
export const flappingServer: readonly HistoricalCase[] = [
  {
    title:
      'starknet.js#1650: a server that accepts and drops at once uses the retries up, since a link counts when it has been stable',
    async run(scene) {
      const set = await scene(({ url }) => ({
        url: url('/close', { code: '1011' }),
        backoff: constant(5),
        retry: { limit: 5, stableAfter: 5_000 },
      }));
      set.client.connect();
      await set.until('it has given up', () => set.client.status === 'failed');
      await set.pass(100);
      expect(set.told('open').map(({ attempt }) => attempt)).toEqual([0, 1, 2, 3, 4, 5]);
      expect([set.sockets.length, held(set), losses(set).length]).toEqual([6, 0, 6]);
    },
  },
  {
    title: 'starknet.js#1650: a link that has been stable gives the retries back',
    async run(scene) {
      const set = await scene(({ url }) => ({
        url: ({ number }) => (number === 2 ? url('/echo') : url('/close', { code: '1011' })),
        backoff: constant(5),
        retry: { limit: 2, stableAfter: 100 },
      }));
      const { client, until } = set;
      client.connect();
      await until('the third link is open', () => set.told('open').length === 3);
      expect(client.attempt).toBe(2);
      await until('it is stable', () => client.attempt === 0);
      await set.cut();
      await until('a retry follows', () => set.told('retry').length >= 3);
      expect(
        set
          .told('retry')
          .slice(0, 3)
          .map(({ attempt }) => attempt),
      ).toEqual([1, 2, 1]);
    },
  },
];
