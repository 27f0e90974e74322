import { expect } from 'vitest';
import { text } from '../../../src/dialects/text.ts';
import { type HistoricalCase, isOpen, losses } from '../support/scene.ts';

const PING = 200;
const SPAN = 2_000;

/**
 * Each message that came in put the next ping off, so a client that only listened said nothing, and the broker, which counts
 * what a client sends, dropped it after one and a half intervals.
 */
export const trafficInsteadOfPings: HistoricalCase = {
  title:
    'MQTT.js#1861: with keepAlive always a ping goes out every interval while data comes in, so no server misses us',
  async run(scene) {
    const set = await scene(({ url }) => ({
      url: url('/chatter'),
      dialect: text(),
      heartbeat: { pingInterval: PING, pongTimeout: 5_000, keepAlive: 'always' },
    }));
    set.client.connect();
    await set.until('it is open', () => isOpen(set));
    const from = set.now();
    await set.pass(SPAN);
    const elapsed = set.now() - from;
    const pongs = set.told('pong').length;
    expect(losses(set)).toEqual([]);
    expect(set.told('message').length).toBeGreaterThan(10);
    // A busy machine makes intervals longer; by half is what the broker bears.
    expect(pongs).toBeGreaterThanOrEqual(Math.floor(SPAN / (1.5 * PING)));
    expect(pongs).toBeLessThanOrEqual(Math.ceil(elapsed / PING));
  },
};
