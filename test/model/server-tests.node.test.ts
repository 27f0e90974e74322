import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { ws } from '../../src/adapters/ws.ts';
import { jsonEvent } from '../../src/dialects/json-event.ts';
import { text } from '../../src/dialects/text.ts';
import { runServerTests, serverTests } from '../../src/testing/server-tests.ts';

/** A server on the loopback interface that does this with each socket. */
async function serverThat(serve: (socket: WebSocket) => void) {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  server.on('connection', serve);
  await once(server, 'listening');
  onTestFinished(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { server, url: `ws://127.0.0.1:${port}` };
}

const answers = (socket: WebSocket): void => {
  socket.on('message', (data) => socket.send(String(data) === 'heart_beat' ? 'ok' : data));
};

const client = { transport: ws(), dialect: text(), patience: 300 };

test('a server that keeps its word passes, and is left without a client', async () => {
  const { server, url } = await serverThat(answers);
  const { passed } = await runServerTests({ ...client, url, messages: ['hello'], patience: 5_000 });
  expect(passed.length).toBeGreaterThan(5);
  await expect.poll(() => server.clients.size).toBe(0);
});

test('there are tests with messages and tests without, and only quiet ones where there are none', () => {
  const titles = (messages: readonly string[]) =>
    serverTests({ ...client, url: 'ws://server.test/', messages }).map(({ title }) => title);
  const quiet = titles([]);
  expect(titles(['hello'])).toEqual([
    ...quiet,
    ...quiet.map((title) => `${title}, with something to say before each`),
  ]);
  expect(quiet.join()).toContain('pings after a silence');
});

test('a server that answers only the first ping of a link is found out', async () => {
  const { url } = await serverThat((socket) => {
    socket.once('message', () => socket.send('ok'));
  });
  await expect(runServerTests({ ...client, url })).rejects.toThrow(
    /The server did not answer the ping within 300 ms\. The client [^.]*pings after a silence, probes\./,
  );
});

test('a message of its own is no answer of a server to a ping', async () => {
  const { url } = await serverThat((socket) => {
    socket.on('message', () => socket.send('hello'));
  });
  await expect(runServerTests({ ...client, url })).rejects.toThrow('The server did not answer the ping');
});

test('a server that closes a link that it should keep is found out', async () => {
  const { url } = await serverThat((socket) => {
    socket.on('message', () => socket.close(1011, 'oops'));
  });
  await expect(runServerTests({ ...client, url })).rejects.toThrow(
    /did not answer the ping\. The client [^.]*\. The socket closed: 1011 oops/,
  );
});

test('a server that is not there is found out', async () => {
  const { server, url } = await serverThat(answers);
  await new Promise((resolve) => server.close(resolve));
  await expect(runServerTests({ ...client, url })).rejects.toThrow(
    /The server did not accept the dial\. The client dials\./,
  );
});

test('a server that never answers a close frame is found out', async () => {
  const { url } = await serverThat((socket) => {
    answers(socket);
    // What `ws` answers a close frame with.
    socket.close = () => {};
  });
  await expect(runServerTests({ ...client, url })).rejects.toThrow(
    /The server did not answer the close frame within 300 ms\. The client [^.]*closes\./,
  );
});

test('a server that beats by itself is tested by its beats', async () => {
  const { url } = await serverThat((socket) => {
    const beat = () => socket.send(JSON.stringify({ event: 'heartbeat', message: 'ping', num: 1 }));
    const timer = setInterval(beat, 20);
    socket.on('close', () => clearInterval(timer));
  });
  const { passed } = await runServerTests({ url, transport: ws(), dialect: jsonEvent(), patience: 5_000 });
  expect(passed.some((title) => title.includes('dials'))).toBe(true);
});

test('a runner is given each test by its title', async () => {
  const { url } = await serverThat(answers);
  const registered: [string, () => Promise<void>][] = [];
  runServerTests({ ...client, url }, { test: (title, run) => registered.push([title, run]) });
  expect(registered.map(([title]) => title)).toEqual(
    serverTests({ ...client, url }).map(({ title }) => title),
  );
  await registered[0]?.[1]();
});

test('options that cannot be are refused at once', () => {
  const refused = { name: 'OptionError', option: 'patience', code: 'ERR_HEARTWIRE_INVALID_TIME' };
  for (const patience of [0, -1, Number.NaN]) {
    expect(() => serverTests({ ...client, url: 'ws://server.test/', patience })).toThrow(
      expect.objectContaining(refused),
    );
  }
  expect(() => serverTests({ ...client, url: 'file:///x' })).toThrow(
    expect.objectContaining({ code: 'ERR_HEARTWIRE_INVALID_URL' }),
  );
});
