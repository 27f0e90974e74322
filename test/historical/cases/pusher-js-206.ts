import { expect } from 'vitest';
import { constant } from '../../../src/backoff/index.ts';
import { type HistoricalCase, isOpen } from '../support/scene.ts';

const FLAPS = 6;

/** Two Wi-Fi outages in the life of a page used the WebSocket transport up: with no other one left the client was `failed` for good. */
export const spuriousFailed: readonly HistoricalCase[] = [
  {
    title:
      'pusher-js#206: more outages than there are retries do not fail a connection that was stable between them',
    async run(scene) {
      const set = await scene(({ url }) => ({
        url: url('/echo'),
        backoff: constant(10),
        retry: { limit: 2, stableAfter: 50 },
      }));
      const { client, until, told } = set;
      client.connect();
      for (let flap = 1; flap <= FLAPS; flap += 1) {
        await until(`link ${flap} is open`, () => isOpen(set) && told('open').length === flap);
        await until(`link ${flap} is stable`, () => flap === 1 || client.attempt === 0);
        await set.cut();
      }
      await until('the last link is open', () => isOpen(set));
      expect([told('open').length, told('lost').length, told('failed')]).toEqual([FLAPS + 1, FLAPS, []]);
    },
  },
  ...[0, 2].map(
    (limit): HistoricalCase => ({
      title: `pusher-js#206: attempts that fail while there is no network use up none of ${limit} retries`,
      needs: 'hasNetworkFlag',
      async run(scene) {
        const set = await scene(({ url }) => ({
          url: url('/echo'),
          backoff: constant(10),
          offlineRetry: 100,
          retry: { limit },
        }));
        const { client, until, told } = set;
        client.connect();
        await until('the first link is open', () => isOpen(set));
        set.signal('offline');
        await set.network('refuse');
        await set.cut();
        await until(
          'it has dialed in vain',
          () => told('lost').length === FLAPS || client.status === 'failed',
        );
        expect([client.status, told('lost').length]).toEqual(['offline', FLAPS]);
        await set.network('flow');
        set.signal('online');
        await until('it is open again', () => isOpen(set));
        expect([told('open').length, told('failed')]).toEqual([2, []]);
      },
    }),
  ),
];
