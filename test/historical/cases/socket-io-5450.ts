import { expect } from 'vitest';
import { text } from '../../../src/dialects/text.ts';
import { type HistoricalCase, isOpen, losses } from '../support/scene.ts';

const modes = ['when-quiet', 'always'] as const;

/** Only a ping packet put the client's deadline off: it ended links with "ping timeout" on which data came all the time. */
export const timeoutWhileDataFlows: readonly HistoricalCase[] = modes.map((keepAlive) => ({
  title: `socket.io#5450: a link on which data flows is not lost though no ping is answered, with keepAlive ${keepAlive}`,
  async run(scene) {
    const set = await scene(({ url }) => ({
      url: url('/chatter'),
      // The server does not know this ping, and returns it as it does every message.
      dialect: text({ ping: 'are you there?', pong: 'I am' }),
      heartbeat: { pingInterval: 150, pongTimeout: 300, keepAlive },
    }));
    set.client.connect();
    await set.until('it is open', () => isOpen(set));
    await set.pass(1_200);
    expect([losses(set), isOpen(set), set.told('pong').length]).toEqual([[], true, 0]);
    expect(set.told('message').length).toBeGreaterThan(10);
  },
}));
