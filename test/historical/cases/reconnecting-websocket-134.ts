import { expect } from 'vitest';
import { constant } from '../../../src/backoff/index.ts';
import { type HistoricalCase, isOpen, losses } from '../support/scene.ts';

/** A provider that rejected, or gave what is no url, left an unhandled rejection and the connect lock: no attempt followed. */
export const rejectedUrl: HistoricalCase = {
  title:
    'reconnecting-websocket#134: a url() that rejects, throws or gives no url is asked again until it gives one',
  async run(scene) {
    const broken = new Error('no token to be had');
    const numbers: number[] = [];
    const set = await scene(({ url }) => {
      const answers = [
        () => Promise.reject(broken),
        () => {
          throw broken;
        },
        () => 'ftp://nowhere.test/',
        () => url('/echo'),
      ];
      return {
        url: ({ number }) => {
          numbers.push(number);
          return (answers[number] ?? answers[0])?.() ?? '';
        },
        backoff: constant(10),
      };
    });
    set.client.connect();
    await set.until('it is open', () => isOpen(set));
    expect([numbers, losses(set)]).toEqual([
      [0, 1, 2, 3],
      ['PROVIDER_FAILED', 'PROVIDER_FAILED', 'PROVIDER_FAILED'],
    ]);
    expect(set.told('lost').map(({ cause }) => cause.cause === broken)).toEqual([true, true, false]);
  },
};
