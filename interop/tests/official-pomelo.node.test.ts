import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { faultProxy } from '../../src/testing/fault-proxy.ts';
import { gameServer } from '../support/game-server.ts';
import { BEAT, type OfficialClient, officialClient } from '../support/official-client.ts';
import { peerProcess } from '../support/peer-process.ts';
import { handshakeIn, packageOf, packed } from '../support/pomelo-wire.ts';

async function clientOf(port: number, params: object = {}): Promise<OfficialClient> {
  const client = await officialClient();
  await client.init(port, params);
  return client;
}

/** A session of the official client in which everything is said once; what it heard of, and every byte but the beats. */
async function session(port: number) {
  await using client = await clientOf(port, { user: { name: 'Ada' } });
  const h = 'connector.h';
  await client.request(`${h}.echo`, { a: 1 });
  await client.request(`${h}.echo`, { a: 300, text: 'héllo', deltas: [-1, 2, -300], ratio: 0.5 });
  client.send('notify', { route: `${h}.note`, body: { n: 1 } });
  await client.request(`${h}.chat`, { msg: 'hi' });
  await client.request(`${h}.batch`, {});
  client.send('request', { route: `${h}.kick`, body: { reason: 'duplicate login' } });
  await client.nth('close');
  const heard = client.frames('heard');
  return {
    told: client.said.filter(([name]) => !['up', 'sent', 'heard', 'close'].includes(name)),
    sent: client.frames('sent'),
    welcome: handshakeIn(heard[0] ?? ''),
    heard: heard.slice(1),
  };
}

describe.concurrent('the official client at our server', () => {
  test.each([
    ['plain', { heartbeat: 1 }],
    ['with a dictionary', { heartbeat: 1, dict: true }],
    ['with a dictionary and protobuf', { heartbeat: 1, dict: true, protos: true }],
    ['without beats', {}],
  ] as const)('is told, byte for byte, what a pomelo and a pinus server tell it: %s', async (_, options) => {
    await using server = await gameServer(options);
    await using pomelo = await peerProcess('pomelo.cjs', options);
    await using pinus = await peerProcess('pinus.cjs', options);
    const [at, atPomelo, atPinus] = await Promise.all(
      [server, pomelo, pinus].map(({ port }) => session(port)),
    );
    expect(at).toEqual(atPomelo);
    expect(at).toEqual(atPinus);
    expect(server.notes).toEqual([{ n: 1 }]);
    expect(at?.told).toEqual([
      ['user', { hello: 'Ada' }],
      ['ready', null],
      ['answer', { code: 200, echo: { a: 1 } }],
      ['answer', { code: 200, echo: { a: 300, text: 'héllo', deltas: [-1, 2, -300], ratio: 0.5 } }],
      ['push', { route: 'onChat', body: { msg: 'hi' } }],
      ['answer', { code: 200 }],
      ['push', { route: 'onA', body: { n: 1 } }],
      ['push', { route: 'onB', body: { n: 1 } }],
      ['answer', { code: 200 }],
      ['onKick', { reason: 'duplicate login' }],
    ]);
  });

  test('is refused with 500 by a handshake that throws, and with 501 by the client check', async () => {
    for (const [options, user, said] of [
      [{}, { refuse: true }, 'handshake fail'],
      [{ refuseClients: true }, {}, 'client version not fullfill'],
    ] as const) {
      await using server = await gameServer(options);
      await using client = await officialClient();
      client.send('init', { port: server.port, user });
      await expect(client.nth('error')).resolves.toBe(said);
      await client.nth('close');
      const code = said === 'handshake fail' ? 500 : 501;
      expect(client.frames('heard')).toEqual([packed(1, JSON.stringify({ code }))]);
    }
  });

  test('notices a frozen link by its own deadline, and so does the server', async ({ expect }) => {
    await using server = await gameServer({ heartbeat: 1 });
    const proxy = await faultProxy({ target: server.port });
    await using client = await clientOf(proxy.port);
    await sleep(1_500);
    const frozenAt = performance.now();
    await proxy.mode('freeze');
    await client.nth('heartbeat timeout');
    await expect.poll(() => server.gone, { timeout: 5_000 }).toEqual(['ERR_HEARTWIRE_PONG_TIMEOUT']);
    // Two intervals after the last beat, which came less than one before; the client looks a beat later.
    expect(performance.now() - frozenAt).toBeLessThan(4_500);
    await proxy.close();
  });

  test('comes back to a server that was started again', { timeout: 30_000 }, async () => {
    const first = await gameServer({ heartbeat: 1 });
    await using client = await clientOf(first.port, { reconnect: true });
    await first[Symbol.asyncDispose]();
    await client.nth('close');
    await using second = await gameServer({ heartbeat: 1, port: first.port });
    expect(second.port).toBe(first.port);
    await client.nth('ready', 2);
    await expect(client.request('connector.h.echo', { a: 2 })).resolves.toEqual({
      code: 200,
      echo: { a: 2 },
    });
  });
});

/** Deadlines of real time: a machine that stands still spoils a try, and a wrong deadline all of them. */
describe.concurrent('a client of the wire at our server', () => {
  const handshake = packed(1, '{"sys":{"type":"js-websocket","version":"0.0.1"},"user":{}}');
  const note = `${packed(4, Buffer.concat([Buffer.of(2, 16), Buffer.from('connector.h.note{"n":1}')]))}`;

  /** Says hello, then one frame every `every` ms; resolves with how long the server kept it, in ms, or with undefined after `limit`. */
  async function kept(
    port: number,
    frame: string,
    every: number,
    limit: number,
  ): Promise<number | undefined> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}`);
    const send = (hex: string): void => socket.send(Buffer.from(hex, 'hex'));
    await new Promise((resolve) => socket.once('open', resolve));
    send(handshake);
    await new Promise((resolve) => socket.once('message', resolve));
    send(packed(2));
    const start = performance.now();
    const timer = setInterval(() => send(frame), every);
    const closed = new Promise<number>((resolve) =>
      socket.once('close', () => resolve(performance.now() - start)),
    );
    const result = await Promise.race([closed, sleep(limit, undefined)]);
    clearInterval(timer);
    socket.terminate();
    return result;
  }

  test('is disconnected at the timeout when it sends data but no beats, and is not when it beats', {
    retry: 3,
  }, async () => {
    await using server = await gameServer({ heartbeat: 1 });
    const [talker, beater] = await Promise.all([
      kept(server.port, note, 100, 6_000),
      kept(server.port, BEAT, 900, 6_000),
    ]);
    expect(talker).toBeGreaterThanOrEqual(1_800);
    expect(talker).toBeLessThanOrEqual(2_400);
    expect(beater).toBeUndefined();
    expect(server.notes.length).toBeGreaterThan(10);
  });

  test('is disconnected at the same time by a real pomelo and a real pinus', { retry: 3 }, async () => {
    await using pomelo = await peerProcess('pomelo.cjs', { heartbeat: 1 });
    await using pinus = await peerProcess('pinus.cjs', { heartbeat: 1 });
    for (const time of await Promise.all([pomelo, pinus].map(({ port }) => kept(port, note, 100, 6_000)))) {
      expect(time).toBeGreaterThanOrEqual(1_800);
      expect(time).toBeLessThanOrEqual(2_400);
    }
  });

  test('gets no answer to beats and data before its acknowledgement, and one at it', async ({ expect }) => {
    await using server = await gameServer({ heartbeat: 1 });
    const socket = new WebSocket(server.url);
    const heard: string[] = [];
    socket.on('message', (data) => heard.push((data as Buffer).toString('hex')));
    await new Promise((resolve) => socket.once('open', resolve));
    for (const frame of [handshake, BEAT, note, BEAT]) socket.send(Buffer.from(frame, 'hex'));
    await sleep(200);
    expect(heard.map((frame) => packageOf(frame).type)).toEqual([1]);
    expect(server.notes).toEqual([]);
    socket.send(Buffer.from(packed(2), 'hex'));
    await expect.poll(() => heard.slice(1)).toEqual([BEAT]);
    socket.terminate();
  });
});
