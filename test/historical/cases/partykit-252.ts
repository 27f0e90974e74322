import { expect } from 'vitest';
import { constant } from '../../../src/backoff/index.ts';
import { type HistoricalCase, isOpen, losses } from '../support/scene.ts';

/** With its retries used up, `_connect()` returned early with the connect lock held: `reconnect()` did nothing from then on. */
export const reconnectAfterLimit: HistoricalCase = {
  title:
    'partykit#252: reconnect() dials at once when the retries have run out, and the retries are to be had again',
  async run(scene) {
    const set = await scene(({ url }) => ({
      url: url('/echo'),
      backoff: constant(10),
      retry: { limit: 1, stableAfter: 60_000 },
    }));
    const { client, until } = set;
    await set.network('refuse');
    client.connect();
    await until('the retries have run out', () => client.status === 'failed');
    await set.network('flow');
    client.reconnect();
    expect([client.status, client.attempt]).toEqual(['connecting', 0]);
    await until('it is open', () => isOpen(set));
    expect(set.sockets.length).toBe(3);
    await set.cut();
    await until('it is open again', () => isOpen(set) && set.sockets.length === 4);
    expect(losses(set)).toEqual(['DIAL_FAILED', 'DIAL_FAILED', 'SOCKET_CLOSED']);
  },
};
