import { expect } from 'vitest';
import { constant } from '../../../src/backoff/index.ts';
import { text } from '../../../src/dialects/text.ts';
import { type HistoricalCase, isOpen, losses } from '../support/scene.ts';

const CONNECT_TIMEOUT = 400;

/**
 * After sleep the wrapper stood in CONNECTING for ever, with its connect lock held, online and with a valid token: the
 * promise that gives the url (it refreshes a token first) had never settled, and no deadline ran over it.
 */
export const stuckConnecting: HistoricalCase = {
  title:
    'wire-webapp#21653: an attempt whose url() hangs after the machine woke ends at its deadline, and the next one asks again',
  async run(scene) {
    const askedAt: number[] = [];
    const set = await scene(({ url }) => ({
      url() {
        askedAt.push(set.now());
        return askedAt.length === 2 ? new Promise<never>(() => {}) : url('/heartbeat');
      },
      dialect: text(),
      heartbeat: { pingInterval: 5_000, pongTimeout: 200 },
      connectTimeout: CONNECT_TIMEOUT,
      backoff: constant(20),
    }));
    const { client, until } = set;
    client.connect();
    await until('the first link is open', () => isOpen(set));
    await set.network('freeze');
    set.sleep(60_000);
    await until('the provider hangs', () => askedAt.length === 2);
    await set.network('flow');
    expect(client.status).toBe('connecting');
    await until('a link is open again', () => isOpen(set));
    expect([losses(set), askedAt.length, set.sockets.length]).toEqual([
      ['PONG_TIMEOUT', 'CONNECT_TIMEOUT'],
      3,
      2,
    ]);
    const [, hung = Number.NaN, next = Number.NaN] = askedAt;
    expect(next - hung).toBeGreaterThanOrEqual(CONNECT_TIMEOUT);
    expect(next - hung).toBeLessThan(CONNECT_TIMEOUT + 2_000);
  },
};
