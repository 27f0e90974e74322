import { expect } from 'vitest';
import { type HistoricalCase, isOpen } from '../support/scene.ts';

/** `send()` dropped what the queue had no room for: no answer, no event, no exception. */
export const silentDrop: HistoricalCase = {
  title:
    'reconnecting-websocket#147: a message that the queue has no room for is refused, and a drop event says so',
  async run(scene) {
    const set = await scene(({ url }) => ({ url: url('/echo'), outbox: { maxMessages: 2 } }));
    const { client } = set;
    expect(['a', 'b', 'c'].map((message) => client.send(message))).toEqual(['queued', 'queued', 'refused']);
    expect(set.told('drop')).toEqual([{ message: 'c', reason: 'overflow', key: undefined }]);
    client.connect();
    await set.until('it is open', () => isOpen(set));
    expect(client.send('d')).toBe('sent');
    await set.until('what was accepted has come back', () => set.told('message').length === 3);
    expect([set.told('message'), set.told('drop').length]).toEqual([['a', 'b', 'd'], 1]);
  },
};
