import { expect, test } from 'vitest';
import { HIGH_WATER_MARK } from '../../src/defaults.ts';
import { world } from '../support/world.ts';

test('close() lets a full socket empty itself although messages wait in the outbox', async () => {
  const made = world({ heartbeat: false });
  const { connection, transport, advance } = made;
  await advance(20);
  transport.bandwidth = HIGH_WATER_MARK / 100;
  const half = 'x'.repeat(HIGH_WATER_MARK / 2);
  expect([half, half, 'waits'].map((message) => connection.send(message))).toEqual([
    'sent',
    'sent',
    'queued',
  ]);

  connection.close(1000, 'bye');
  await advance(90);
  expect(connection.status).toBe('closing');
  await advance(40);
  const { received, closedWith } = made.peer;
  expect([received.map((frame) => String(frame).length), closedWith]).toEqual([
    [half.length, half.length],
    { code: 1000, reason: 'bye' },
  ]);
  expect([connection.status, connection.cause]).toEqual(['closed', undefined]);
  expect(made.of('drop').map(({ message, reason }) => [message, reason])).toEqual([['waits', 'closed']]);
});
