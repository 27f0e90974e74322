import { expect } from 'vitest';
import { constant } from '../../../src/backoff/index.ts';
import { type HistoricalCase, losses } from '../support/scene.ts';

/** Nothing told the app that an attempt was the last: it could not say to its user that there is no connection. */
export const noEndSignal: HistoricalCase = {
  title:
    'reconnecting-websocket#119: each retry says which it is, and one failed event with its cause ends them',
  async run(scene) {
    const set = await scene(({ url }) => ({
      url: url('/echo'),
      backoff: constant(10),
      retry: { limit: 3 },
    }));
    await set.network('refuse');
    set.client.connect();
    await set.until('it has given up', () => set.client.status === 'failed');
    await set.pass(100);
    expect(set.told('retry').map(({ attempt, delay }) => [attempt, delay])).toEqual([
      [1, 10],
      [2, 10],
      [3, 10],
    ]);
    const cause = set.told('lost').at(-1)?.cause;
    expect(losses(set)).toEqual(Array.from({ length: 4 }, () => 'DIAL_FAILED'));
    expect(set.told('failed')).toEqual([{ cause, attempt: 3 }]);
    expect(set.sockets.length).toBe(4);
  },
};
