import { connect } from 'node:net';
import { expect, inject, test } from 'vitest';
import { ws } from '../../src/adapters/ws.ts';
import { earlyMessageCases } from './support/early-messages.ts';

const control = inject('control');

for (const { title, run } of earlyMessageCases) {
  test(`over ws, ${title}`, () => run({ transport: () => ws(), control }));
}

test('the server that greets does so in one segment', async () => {
  const socket = connect(Number(new URL(control).port), '127.0.0.1');
  socket.write('GET /greet?text=first HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n');
  socket.write(
    'Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
  );
  const chunk = await new Promise<Buffer>((resolve) => socket.once('data', resolve));
  socket.destroy();
  const [head, frame] = chunk.toString('latin1').split('\r\n\r\n');
  expect([head?.slice(0, 12), frame]).toEqual(['HTTP/1.1 101', '\x81\x05first']);
});
