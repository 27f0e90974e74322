import { expect, test } from 'vitest';
import { constant } from '../../src/backoff/index.ts';
import { world } from '../support/world.ts';

test('a link that fails while the outbox is flushed into it is reported as open before, and as a failed socket', async () => {
  const w = world({ backoff: constant(10_000) });
  w.connection.send('queued');
  w.transport.refuseSend = true;
  await w.advance(20);
  expect(w.of('open').map(({ link }) => link)).toEqual([1]);
  expect(w.of('lost').map(({ link, wasOpen, cause }) => [link, wasOpen, cause.wasOpen, cause.code])).toEqual([
    [1, true, true, 'ERR_HEARTWIRE_SOCKET_FAILED'],
  ]);
});

test('a message that the socket refuses stands before those that listeners send when they hear of the loss', async () => {
  const w = world({ backoff: constant(100) });
  await w.advance(20);
  w.connection.on('lost', () => {
    w.transport.refuseSend = false;
    w.connection.send('second');
  });
  w.transport.refuseSend = true;
  expect(w.connection.send('first')).toBe('queued');
  await w.advance(200);
  expect(w.peer.received).toEqual(['first', 'second']);
});
