import { expect } from 'vitest';
import { type HistoricalCase, held, isOpen } from '../support/scene.ts';

/**
 * `close()` forgot the socket at once, so a `connect()` in the same breath could have its new socket before the old one's
 * `close` event came; that event then cleared the new connection's promise and its subscriptions.
 */
export const supersededSocket: HistoricalCase = {
  title: 'cashu-ts#930: what a socket says after it was closed and replaced is not taken for the new one',
  async run(scene) {
    const set = await scene(({ url }) => ({ url: url('/echo') }));
    const { client, until, told } = set;
    client.connect();
    await until('the first link is open', () => isOpen(set));
    await set.network('freeze');
    const closed = client.close();
    client.reconnect();
    await set.network('flow');
    await until('the second link is open', () => isOpen(set));
    await closed;
    const before = [told('lost').length, told('closed').length, told('status').length];
    const [old] = set.sockets;
    old?.sink.frame('late');
    old?.sink.error(new Error('late'));
    old?.sink.close(1006, 'late', false);
    old?.sink.open('late');
    await set.pass(50);
    expect([told('lost').length, told('closed').length, told('status').length]).toEqual(before);
    expect([client.status, held(set), told('closed').length, told('message')]).toEqual(['open', 1, 0, []]);
    expect(client.send('subscribed')).toBe('sent');
    await until('the new link answers', () => told('message').length === 1);
    expect(told('message')).toEqual(['subscribed']);
  },
};
