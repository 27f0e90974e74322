import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createConnection } from 'heartwire';
import { ws } from 'heartwire/ws';
import { type Check, promise } from './section.ts';

/** What no WebSocket of a platform can: headers of the upgrade, asked for on each attempt. */
export const sendsHeaders: Check = promise('sends headers, asked for on each attempt', async () => {
  const seen: unknown[] = [];
  const server = createServer().on('upgrade', ({ headers }, socket) => {
    seen.push(headers.authorization);
    socket.end('HTTP/1.1 503 Busy\r\nConnection: close\r\n\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const connection = createConnection({
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    transport: ws({ headers: ({ number }) => ({ authorization: `Bearer ${number}` }) }),
    backoff: () => 0,
    retry: { limit: 1 },
  });
  await new Promise<void>((resolve) => connection.on('failed', () => resolve()));
  server.close();
  if (seen.join() !== 'Bearer 0,Bearer 1') throw new Error(`the server saw ${JSON.stringify(seen)}`);
});
