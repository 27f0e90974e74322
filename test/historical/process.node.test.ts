import { expect, test } from 'vitest';
import { runInNode } from '../adapters/support/node-child.ts';

/** A port of the loopback interface on which nobody listens. */
const UNREACHABLE = 'ws://127.0.0.1:1';

/** `ws` emits an `error` on a socket that is closed before it opened; nobody heard it, and the process ended (with exit code 1). */
test('reconnecting-websocket#183: a process survives dials that are given up at their deadline, closed or replaced', async () => {
  const { code, stdout, stderr } = await runInNode(`
    import { createServer } from 'node:net';
    import { constant } from './src/backoff/index.ts';
    import { createConnection } from './src/connection.ts';
    import { ws } from './src/adapters/ws.ts';
    const sockets = new Set();
    const mute = createServer((socket) => sockets.add(socket.on('error', () => {})));
    mute.listen(0, '127.0.0.1', async () => {
      const url = 'ws://127.0.0.1:' + mute.address().port;
      const connection = createConnection({ url, transport: ws(), connectTimeout: 100, backoff: constant(10) });
      const codes = [];
      connection.on('lost', ({ cause }) => codes.push(cause.code));
      await new Promise((resolve) => setTimeout(resolve, 60));
      connection.reconnect();
      await new Promise((resolve) => connection.on('retry', resolve));
      await new Promise((resolve) => connection.on('status', ({ status }) => status === 'connecting' && setTimeout(resolve, 50)));
      await connection.close();
      await new Promise((resolve) => setTimeout(resolve, 100));
      console.log(codes.join());
      for (const socket of sockets) socket.destroy();
      mute.close();
    });
  `);
  expect({ code, stdout, stderr }).toEqual({
    code: 0,
    stdout: 'ERR_HEARTWIRE_CONNECT_TIMEOUT\n',
    stderr: '',
  });
});

/** The timer of the next attempt kept a process that had nothing else to do alive for ever, even after `close()`. */
test('socket.io-client#1446: a process that has nothing else to do ends while a connection waits to try again, where asked for', async () => {
  const { code, signal, stdout } = await runInNode(`
    import { constant } from './src/backoff/index.ts';
    import { createConnection } from './src/connection.ts';
    import { nodeEnvironment } from './src/adapters/node-environment.ts';
    import { ws } from './src/adapters/ws.ts';
    const environment = nodeEnvironment({ unref: true });
    const connection = createConnection({ url: '${UNREACHABLE}', transport: ws(), environment, backoff: constant(60_000) });
    process.on('exit', () => console.log(connection.status));
  `);
  expect({ code, signal, stdout }).toEqual({ code: 0, signal: null, stdout: 'backoff\n' });
});

test('socket.io-client#1446: close() while a connection waits to try again leaves no timer that keeps a process alive', async () => {
  const { code, signal, stdout } = await runInNode(`
    import { constant } from './src/backoff/index.ts';
    import { createConnection } from './src/connection.ts';
    import { ws } from './src/adapters/ws.ts';
    const connection = createConnection({ url: '${UNREACHABLE}', transport: ws(), backoff: constant(60_000) });
    connection.send('worth a minute', { ttl: 60_000 });
    connection.on('retry', () => connection.close());
    process.on('exit', () => console.log(connection.status));
  `);
  expect({ code, signal, stdout }).toEqual({ code: 0, signal: null, stdout: 'closed\n' });
});
