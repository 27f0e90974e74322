import { expect, test } from 'vitest';
import { world } from '../support/world.ts';

test.each(['refuse', 'drop-oldest'] as const)(
  'a listener that closes when a message gives way to a new one finds the new one queued, and drops it (%s)',
  (overflow) => {
    const { connection, of, environment } = world({
      autoConnect: false,
      outbox: { maxMessages: 1, overflow },
    });
    connection.on('drop', () => void connection.close());
    const key = overflow === 'refuse' ? 'k' : undefined;
    connection.send('old', { key, ttl: 1_000 });
    expect(connection.send('new', { key, ttl: 1_000 })).toBe('queued');
    expect(of('drop').map(({ message, reason }) => [message, reason])).toEqual([
      ['old', overflow === 'refuse' ? 'replaced' : 'overflow'],
      ['new', 'closed'],
    ]);
    expect([connection.status, connection.bufferedAmount, environment.timers]).toEqual(['closed', 0, 0]);
  },
);
