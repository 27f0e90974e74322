import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { ws } from '../../../src/adapters/ws.ts';
import {
  createPomeloClient,
  kick,
  type PomeloClient,
  type PomeloConnectionOptions,
  type PomeloHandlers,
  type PomeloIncoming,
  type PomeloOptions,
  type PomeloOutgoing,
  pomelo,
  servePomelo,
} from '../../../src/pomelo/index.ts';
import type { Peer, SupervisorOptions } from '../../../src/server/index.ts';
import { serve } from '../../server/support/real-server.ts';
import { hex, packaged } from './support/bytes.ts';

type GamePeer = Peer<PomeloOutgoing, unknown>;
type More = SupervisorOptions<PomeloIncoming, PomeloOutgoing, unknown>;

const clients: PomeloClient[] = [];
const sockets: WebSocket[] = [];

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate();
  await Promise.all(clients.splice(0).map(({ connection }) => connection.close()));
});

/** A server on the loopback. */
async function host(
  options: PomeloOptions,
  handlers: PomeloHandlers<GamePeer> = { routes: {} },
  more: More = {},
) {
  const server = await serve<PomeloIncoming, PomeloOutgoing, unknown>({
    dialect: pomelo(options),
    tick: 10,
    ...more,
  });
  servePomelo<GamePeer>(server.supervisor, handlers);
  return server;
}

function join(url: string, options: Partial<PomeloConnectionOptions> = {}): PomeloClient {
  const client = createPomeloClient({ url, transport: ws(), backoff: () => 20, ...options });
  clients.push(client);
  return client;
}

/** A client that writes its frames by hand; what it gets, as hex. */
async function byHand(url: string): Promise<{ readonly socket: WebSocket; readonly got: string[] }> {
  const socket = new WebSocket(url);
  sockets.push(socket);
  const got: string[] = [];
  socket.on('message', (data: Buffer) => got.push(hex(data)));
  await once(socket, 'open');
  return { socket, got };
}

const greeting = packaged(1, '{"sys":{"type":"js-websocket","version":"0.0.1","rsa":{}},"user":{}}');
const ack = packaged(2);
const beat = packaged(3);

async function until(holds: () => boolean): Promise<void> {
  const deadline = performance.now() + 5_000;
  while (!holds() && performance.now() < deadline) await sleep(5);
  expect(holds()).toBe(true);
}

describe('servePomelo()', () => {
  test('answers requests by their handlers, and tells notifies', async () => {
    const noted: unknown[] = [];
    await using server = await host(
      { heartbeat: 1 },
      {
        routes: {
          'connector.h.echo': (body) => ({ code: 200, echo: body }),
          'connector.h.later': async (body) => {
            await sleep(20);
            return body;
          },
          'connector.h.nothing': () => undefined,
          'connector.h.note': (body, { route }) => noted.push([route, body]),
        },
      },
    );
    const client = join(server.url);
    expect(await client.request('connector.h.echo', { a: 'grüße \u{1f49a}' })).toEqual({
      code: 200,
      echo: { a: 'grüße \u{1f49a}' },
    });
    expect(
      await Promise.all([
        client.request('connector.h.later', { n: 1 }),
        client.request('connector.h.echo', { n: 2 }),
        client.request('connector.h.nothing'),
        client.request('constructor'),
      ]),
    ).toEqual([{ n: 1 }, { code: 200, echo: { n: 2 } }, {}, { code: 404 }]);
    client.notify('connector.h.note', { n: 1 });
    await until(() => noted.length === 1);
    expect(noted).toEqual([['connector.h.note', { n: 1 }]]);
  });

  test('answers a thousand requests at once, each by its own', async () => {
    await using server = await host(
      { heartbeat: 1 },
      { routes: { 'a.b.square': (n) => ({ n: Number(n) ** 2 }) } },
    );
    const client = join(server.url);
    const asked = Array.from({ length: 1_000 }, (_, n) => n);
    const answers = await Promise.all(asked.map((n) => client.request('a.b.square', n)));
    expect(answers).toEqual(asked.map((n) => ({ n: n ** 2 })));
  });

  test('answers { code: 500 } where a handler fails, and reports the error', async () => {
    await using server = await host(
      {},
      { routes: { 'a.b.c': () => Promise.reject(new Error('of the app')) } },
    );
    const caught: unknown[] = [];
    const [kept] = [process.listeners('uncaughtException')];
    process.removeAllListeners('uncaughtException');
    process.on('uncaughtException', (error) => caught.push(error.message));
    try {
      expect(await join(server.url).request('a.b.c')).toEqual({ code: 500 });
      await until(() => caught.length === 1);
      expect(caught).toEqual(['of the app']);
    } finally {
      process.removeAllListeners('uncaughtException');
      for (const listener of kept) process.on('uncaughtException', listener);
    }
  });

  test('tells who comes, and knows it by `firstMessage` where that is asked', async () => {
    const entered: unknown[] = [];
    await using server = await host({}, { routes: {}, entered: (_, { user }) => entered.push(user) });
    await join(server.url, { user: { token: 't' } }).connection.opened();
    await until(() => entered.length === 1);
    expect(entered).toEqual([{ token: 't' }]);

    await using closed = await host(
      {},
      { routes: { 'a.b.who': (_, { peer }) => ({ user: peer.user }) } },
      {
        firstMessage: {
          authenticate: async (message) => {
            await sleep(5);
            return message.type === 'handshake' && (message.user as { token?: string }).token;
          },
        },
      },
    );
    expect(await join(closed.url, { user: { token: 'ann' } }).request('a.b.who')).toEqual({ user: 'ann' });
    const nobody = join(closed.url, { retry: { limit: 0 } });
    await expect(nobody.request('a.b.who')).rejects.toMatchObject({ closeCode: 4401 });
  });

  test('refuses handlers that are none', () => {
    const routes = { 'a.b.c': 5 } as unknown as PomeloHandlers<GamePeer>['routes'];
    expect(() => servePomelo<GamePeer>({ on: () => () => {} }, { routes })).toThrow(
      expect.objectContaining({ code: 'ERR_HEARTWIRE_INVALID_OPTION', option: 'routes.a.b.c' }),
    );
  });
});

describe('a server', () => {
  test('pushes to one, to all, and several in one frame', async () => {
    await using server = await host({ heartbeat: 1 });
    const heard: unknown[] = [];
    const client = join(server.url);
    for (const route of ['onChat', 'onA', 'onB']) client.on(route, (body) => heard.push([route, body]));
    await client.connection.opened();
    await until(() => server.supervisor.peers.size === 1);
    const [peer] = server.supervisor.peers;
    peer?.send({ type: 'push', route: 'onChat', body: { msg: 'hi' } });
    server.supervisor.broadcast({ type: 'push', route: 'onChat', body: { msg: 'all' } });
    peer?.send([
      { type: 'push', route: 'onA', body: { n: 1 } },
      { type: 'push', route: 'onB', body: { n: 2 } },
    ]);
    await until(() => heard.length === 4);
    expect(heard).toEqual([
      ['onChat', { msg: 'hi' }],
      ['onChat', { msg: 'all' }],
      ['onA', { n: 1 }],
      ['onB', { n: 2 }],
    ]);
  });

  test('kicks with a reason, and the client does not come back', async () => {
    await using server = await host({ heartbeat: 1 });
    const client = join(server.url);
    await client.connection.opened();
    await until(() => server.supervisor.peers.size === 1);
    for (const peer of server.supervisor.peers) kick(peer, 'duplicate login');
    await until(() => client.connection.status === 'failed');
    expect(client.connection.cause).toMatchObject({
      code: 'ERR_HEARTWIRE_KICKED',
      reason: 'duplicate login',
    });
  });

  test('gives its dictionary and schemas once, and goes by them both ways', async () => {
    const user = { 'required string name': 1, 'optional sInt32 score': 2 };
    const options: PomeloOptions = {
      heartbeat: 1,
      dict: ['room.h.join', 'onJoin'],
      protos: { client: { 'room.h.join': user }, server: { 'room.h.join': user, onJoin: user } },
    };
    const asked: { readonly [field: string]: unknown }[] = [];
    await using server = await host(options, {
      routes: {
        'room.h.join': (body, { peer }) => {
          peer.send({ type: 'push', route: 'onJoin', body });
          return body;
        },
      },
      entered: (_, { sys }) => asked.push(sys),
    });
    const heard: unknown[] = [];
    const client = join(server.url);
    client.on('onJoin', (body) => heard.push(body));
    const ann = { name: 'ann', score: -3 };
    expect(await client.request('room.h.join', ann)).toEqual(ann);
    client.connection.reconnect();
    expect(await client.request('room.h.join', ann)).toEqual(ann);
    expect(heard).toEqual([ann, ann]);
    expect(asked.map(({ protoVersion, dictVersion }) => typeof protoVersion + typeof dictVersion)).toEqual([
      'numberundefined',
      'stringstring',
    ]);
  });

  test('passes over beats and data before the acknowledgement, and says nothing to them', async () => {
    const messages: string[] = [];
    await using server = await host({ heartbeat: 1 });
    server.supervisor.on('message', ({ message }) => messages.push(message.type));
    const { socket, got } = await byHand(server.url);
    const notify = packaged(4, Buffer.from('\x02\x03a.b{}'));
    for (const frame of [beat, notify, ack, greeting, beat, notify]) socket.send(frame);
    await until(() => got.length > 0);
    socket.send(beat);
    socket.send(notify);
    await sleep(30);
    expect(server.supervisor.peers.size).toBe(0);
    socket.send(ack);
    socket.send(notify);
    await until(() => messages.length === 2);
    expect(messages).toEqual(['handshake', 'notify']);
    expect(got).toEqual([hex(packaged(1, '{"code":200,"sys":{"heartbeat":1}}')), '03000000']);
  });

  test('loses a client that sends data but no beats, at the timeout, and keeps one that beats', async () => {
    await using server = await host({ heartbeat: 0.1 });
    const lost: { id: number; code: string; silence: number }[] = [];
    server.supervisor.on('lost', ({ peer, cause, silence }) => {
      lost.push({ id: peer.id, code: cause.code, silence });
    });
    const talker = await byHand(server.url);
    talker.socket.send(greeting);
    await until(() => talker.got.length === 1);
    talker.socket.send(ack);
    const talking = setInterval(() => talker.socket.send(packaged(4, Buffer.from('\x02\x03a.b{}'))), 20);
    const client = join(server.url);
    try {
      await until(() => lost.length === 1);
    } finally {
      clearInterval(talking);
    }
    expect(lost).toEqual([{ id: 1, code: 'ERR_HEARTWIRE_PONG_TIMEOUT', silence: expect.any(Number) }]);
    expect(lost[0]?.silence).toBeGreaterThanOrEqual(190);
    expect(lost[0]?.silence).toBeLessThan(600);
    await sleep(400);
    expect([client.connection.status.replace('awaiting-pong', 'open'), server.supervisor.peers.size]).toEqual(
      ['open', 1],
    );
  });

  test('keeps one that does not beat where `disconnectOnTimeout` is off', async () => {
    await using server = await host({ heartbeat: 0.05, disconnectOnTimeout: false });
    const { socket, got } = await byHand(server.url);
    socket.send(greeting);
    await until(() => got.length === 1);
    socket.send(ack);
    await sleep(500);
    expect(server.supervisor.peers.size).toBe(1);
  });

  test.each<[number, PomeloOptions, string, string]>([
    [500, { handshake: () => Promise.reject(new Error('who?')) }, 'fatal', 'handshake failed (500)'],
    [
      500,
      {
        handshake() {
          throw new Error('who?');
        },
      },
      'fatal',
      'handshake failed (500)',
    ],
    [
      501,
      { checkClient: (type, version) => type === 'cocos' && version === '2' },
      'fatal',
      'client not supported (501)',
    ],
  ])('refuses by %i, and closes', async (code, options, verdict, reason) => {
    await using server = await host({ heartbeat: 1, ...options });
    const { socket, got } = await byHand(server.url);
    socket.send(greeting);
    await once(socket, 'close');
    expect(got).toEqual([hex(packaged(1, JSON.stringify({ code })))]);
    const client = join(server.url);
    await until(() => client.connection.status === 'failed');
    expect(client.connection.cause).toMatchObject({ code: 'ERR_HEARTWIRE_REFUSED', verdict, reason });
  });

  test('answers the handshake with what `handshake` gives, however long that takes', async () => {
    await using server = await host({
      heartbeat: 1,
      handshake: async (sys, user) => {
        await sleep(20);
        return { type: sys.type, user };
      },
    });
    const said: unknown[] = [];
    const client = join(server.url, { user: { token: 't' }, handshake: (_, user) => said.push(user) });
    await client.connection.opened();
    expect(said).toEqual([{ type: 'js-websocket', user: { token: 't' } }]);
  });

  test('says nothing to a client that left while its handshake was decided', async () => {
    let decide = (_: unknown) => {};
    await using server = await host({ handshake: () => new Promise((resolve) => (decide = resolve)) });
    const { socket } = await byHand(server.url);
    socket.send(greeting);
    await sleep(20);
    socket.terminate();
    await until(() => server.supervisor.counters().pending === 0);
    decide({});
    await sleep(20);
    expect(server.supervisor.counters()).toMatchObject({ accepted: 1, peers: 0, pending: 0 });
  });
});
