import { expect } from 'vitest';
import { constant } from '../../../src/backoff/index.ts';
import { close, type HistoricalCase, held, isOpen, losses } from '../support/scene.ts';

/**
 * The connection timeout called `close()` on a socket that was still connecting, with its listeners removed: `ws` emits
 * "WebSocket was closed before the connection was established", which nobody heard, and the process ended.
 * An error that nobody hears ends a run of these tests too.
 */
export const timeoutWhileConnecting: HistoricalCase = {
  title:
    'reconnecting-websocket#183: a dial that is given up at its deadline, or closed, is no unheard error, and the next one opens',
  async run(scene) {
    const set = await scene(({ url }) => ({
      url: url('/echo'),
      connectTimeout: 150,
      backoff: constant(10),
    }));
    const { client, until } = set;
    await set.network('hang');
    client.connect();
    await until('two dials are given up', () => losses(set).length === 2);
    expect(losses(set)).toEqual(['CONNECT_TIMEOUT', 'CONNECT_TIMEOUT']);
    await until('a third is under way', () => set.sockets.length === 3);
    await close(set);
    await set.pass(50);
    expect([client.status, held(set)]).toEqual(['closed', 0]);
    await set.network('flow');
    client.connect();
    await until('it is open', () => isOpen(set));
    expect(losses(set).length).toBe(2);
  },
};
