import { expect } from 'vitest';
import { constant } from '../../../src/backoff/index.ts';
import { text } from '../../../src/dialects/text.ts';
import { type HistoricalCase, isOpen, losses } from '../support/scene.ts';

const PING = 500;
const PONG = 1_000;

/**
 * A heartbeat went out on a link that was dead, as the machine woke. The next link found it pending, and was closed for it at
 * the next beat though it lived.
 */
export const staleHeartbeat: HistoricalCase = {
  title:
    'phoenix#3083: a heartbeat that the old link owed is not asked of the new one, whose own answer is late',
  async run(scene) {
    const set = await scene(({ url }) => ({
      url: url('/heartbeat'),
      dialect: text(),
      heartbeat: { pingInterval: PING, pongTimeout: PONG },
      backoff: constant(10),
    }));
    const { client, until, now } = set;
    client.connect();
    await until('the first link is open', () => isOpen(set));
    await set.network('freeze');
    await until('a heartbeat is out', () => client.status === 'awaiting-pong');
    const due = now() + PONG;
    await set.cut();
    await set.network('flow');
    await until('the second link is open', () => client.status === 'open');
    await set.network('freeze');
    await until('the second heartbeat is out', () => client.status === 'awaiting-pong');
    expect(now()).toBeLessThan(due);
    await until('the first one would be due', () => now() > due + 50);
    expect([client.status, losses(set)]).toEqual(['awaiting-pong', ['SOCKET_CLOSED']]);
    await set.network('flow');
    await until('the second one is answered', () => client.status === 'open');
    expect([losses(set), set.sockets.length]).toEqual([['SOCKET_CLOSED'], 2]);
  },
};
