import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocketServer, WebSocket as WsWebSocket } from 'ws';
import { ws } from '../../src/adapters/ws.ts';
import { constant } from '../../src/backoff/index.ts';
import { ReconnectingWebSocket, type ReconnectingWebSocketOptions } from '../../src/websocket.ts';

const dialers: readonly [name: string, options: () => ReconnectingWebSocketOptions][] = [
  ['transport: ws()', () => ({ transport: ws() })],
  ["ws's class as WebSocket", () => ({ WebSocket: WsWebSocket })],
];

describe.each(dialers)('over %s', (_, options) => {
  let server: WebSocketServer;
  let url: string;
  let socket: ReconnectingWebSocket;

  beforeEach(async () => {
    server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: true });
    await once(server, 'listening');
    url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    socket = new ReconnectingWebSocket(url, [], { ...options(), closeTimeout: 200, backoff: constant(20) });
  });

  afterEach(() => {
    socket.close();
    for (const client of server.clients) client.terminate();
    server.close();
  });

  const peer = async () => (await once(server, 'connection'))[0] as WsWebSocket;
  const told = (type: string) =>
    new Promise<Event>((resolve) => socket.addEventListener(type, resolve, { once: true }));

  test('reconnect(code, reason) tells the server both, and the same object opens again', async () => {
    const [first] = await Promise.all([peer(), told('open')]);
    const all = Promise.all([once(first, 'close'), peer(), told('open')]);
    socket.reconnect(4000, 'switch');
    const [[code, reason]] = await all;
    expect([code, String(reason), socket.readyState, server.clients.size]).toEqual([4000, 'switch', 1, 1]);
  });

  test('extensions are those of the link, empty while there is none', async () => {
    const before = socket.extensions;
    const [first] = await Promise.all([peer(), told('open')]);
    const open = socket.extensions;
    const again = Promise.all([told('close'), peer(), told('open')]);
    first.terminate();
    await again;
    expect([before, open, socket.extensions]).toEqual(['', 'permessage-deflate', 'permessage-deflate']);
  });

  test('a Blob that was queued arrives as its bytes, in its place', async () => {
    const heard: unknown[] = [];
    socket.send('before');
    socket.send(new Blob(['blob']));
    socket.send('behind');
    const first = await peer();
    first.on('message', (data, isBinary) => heard.push([String(data), isBinary]));
    await expect.poll(() => heard.length).toBe(3);
    expect(heard).toEqual([
      ['before', false],
      ['blob', true],
      ['behind', false],
    ]);
  });

  test('a server that goes away and comes back finds one connection', async () => {
    await Promise.all([peer(), told('open')]);
    const { port } = server.address() as AddressInfo;
    const lost = told('close');
    for (const client of server.clients) client.terminate();
    server.close();
    await lost;
    socket.send('while it was away');
    server = new WebSocketServer({ host: '127.0.0.1', port });
    const again = await peer();
    const [data] = await once(again, 'message');
    expect([String(data), server.clients.size]).toEqual(['while it was away', 1]);
  }, 20_000);
});
