import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import PartyWebSocket from 'partysocket/ws';
import PladariaModule from 'reconnecting-websocket';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocketServer, WebSocket as WsWebSocket } from 'ws';
import { ReconnectingWebSocket } from '../../src/websocket.ts';

type SocketClass = new (url: string, protocols: string[], options: object) => ReconnectingWebSocket;

// A CommonJS module whose `default` Node hands on as it is.
const Pladaria = ((PladariaModule as { default?: unknown }).default ?? PladariaModule) as SocketClass;
const Party = PartyWebSocket as unknown as SocketClass;

const options = {
  WebSocket: WsWebSocket,
  connectionTimeout: 2_000,
  minReconnectionDelay: 10,
  maxReconnectionDelay: 20,
  maxRetries: 3,
  maxEnqueuedMessages: 1,
};

let server: WebSocketServer;
let url = '';
const closes: (readonly [code: number, reason: string])[] = [];

beforeAll(async () => {
  server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  server.on('connection', (peer) => {
    peer.on('message', (data, isBinary) => peer.send(data, { binary: isBinary }));
    peer.on('close', (code, reason) => closes.push([code, String(reason)]));
  });
  await once(server, 'listening');
  url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});

afterAll(() => {
  for (const client of server.clients) client.terminate();
  server.close();
});

const all: readonly (readonly [name: string, Socket: SocketClass])[] = [
  ['reconnecting-websocket', Pladaria],
  ['partysocket', Party],
  ['the drop-in', ReconnectingWebSocket],
];

const told = (socket: ReconnectingWebSocket, type: string) =>
  new Promise<void>((resolve) => socket.addEventListener(type, () => resolve()));

describe.each(all)('the same program on %s', (_, Socket) => {
  test('sends what it queued, hears the echo, reconnects when told to and is closed', async () => {
    const socket = new Socket(url, [], options);
    const heard: unknown[] = [];
    let opens = 0;
    socket.addEventListener('open', () => {
      opens += 1;
    });
    socket.addEventListener('message', ({ data }) => heard.push(data));
    socket.send('queued');
    await told(socket, 'open');
    socket.send('sent');
    await expect.poll(() => heard).toEqual(['queued', 'sent']);
    const again = told(socket, 'open');
    closes.splice(0);
    socket.reconnect(4001, 'switch');
    await again;
    await expect.poll(() => closes).toEqual([[4001, 'switch']]);
    socket.send('after');
    await expect.poll(() => heard.at(-1)).toBe('after');
    expect([opens, socket.readyState, socket.url, socket.retryCount >= 0]).toEqual([2, 1, url, true]);
    const closed = told(socket, 'close');
    socket.close(4000, 'bye');
    await closed;
    await expect.poll(() => closes.at(-1)).toEqual([4000, 'bye']);
  });
});

/** What the migration pages say of the others and of ours, seen. */
describe('what the migration pages say', () => {
  const answers = (observe: (Socket: SocketClass) => unknown) =>
    Promise.all(all.map(([, Socket]) => observe(Socket)));

  test('of readyState right after close()', async () => {
    const seen = await answers(async (Socket) => {
      const socket = new Socket(url, [], options);
      await told(socket, 'open');
      socket.close();
      return socket.readyState;
    });
    expect(seen).toEqual([2, 3, 2]);
  });

  test('of the code of close() without one', async () => {
    const seen: unknown[] = [];
    // Nobody's close from before is counted here.
    await expect.poll(() => server.clients.size).toBe(0);
    for (const [, Socket] of all) {
      const socket = new Socket(url, [], options);
      await told(socket, 'open');
      closes.splice(0);
      socket.close();
      await expect.poll(() => closes.length).toBe(1);
      seen.push(closes[0]?.[0]);
    }
    expect(seen).toEqual([1000, 1000, 1005]);
  });

  test('of url before the first dial', async () => {
    const seen = await answers((Socket) => {
      const socket = new Socket(url, [], { ...options, startClosed: true });
      return socket.url;
    });
    expect(seen).toEqual(['', '', url]);
  });

  test('of the events of an attempt that fails', async () => {
    const seen = await answers(async (Socket) => {
      const socket = new Socket('ws://127.0.0.1:1/', [], { ...options, maxRetries: 0 });
      const events: unknown[] = [];
      socket.addEventListener('error', () => events.push('error'));
      socket.addEventListener('close', ({ code }) => events.push(['close', code]));
      await expect.poll(() => events.length).toBe(2);
      return events;
    });
    expect(seen).toEqual([
      [['close', 1000], 'error'],
      [['close', 1000], 'error'],
      ['error', ['close', 1006]],
    ]);
  });

  test('of a listener that is added twice', async () => {
    const seen = await answers(async (Socket) => {
      const socket = new Socket(url, [], options);
      let calls = 0;
      const listener = () => {
        calls += 1;
      };
      socket.addEventListener('open', listener);
      socket.addEventListener('open', listener);
      await told(socket, 'open');
      socket.close();
      return calls;
    });
    expect(seen).toEqual([2, 1, 1]);
  });
});
