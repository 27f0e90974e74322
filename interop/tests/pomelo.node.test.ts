import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { faultProxy } from '../../src/testing/fault-proxy.ts';
import { watchStalls } from '../../test/faults/support/stalls.ts';
import type { GameOptions } from '../support/game-server.ts';
import { BEAT } from '../support/official-client.ts';
import { play } from '../support/our-client.ts';
import { type PeerProcess, peerProcess } from '../support/peer-process.ts';
import { handshakeIn, message, packed } from '../support/pomelo-wire.ts';

const HANDSHAKE = packed(
  1,
  '{"sys":{"type":"js-websocket","version":"0.0.1","rsa":{},"protoVersion":0},"user":{}}',
);
const ACK = packed(2);

describe.concurrent.each(['pomelo', 'pinus'] as const)('our client at a real %s server', (name) => {
  const start = (options: GameOptions): Promise<PeerProcess> => peerProcess(`${name}.cjs`, options);
  let server: PeerProcess;
  let rich: PeerProcess;
  let strict: PeerProcess;
  let calm: PeerProcess;
  const running: PeerProcess[] = [];

  beforeAll(async () => {
    const servers = await Promise.all([
      start({ heartbeat: 1 }),
      start({ heartbeat: 1, dict: true, protos: true }),
      start({ heartbeat: 1, refuseClients: true }),
      start({}),
    ]);
    running.push(...servers);
    [server, rich, strict, calm] = servers;
  });

  afterAll(() => Promise.all(running.map((each) => each.kill())));

  test('shakes hands, asks, notifies and is pushed to, byte for byte as in the traces', async ({
    expect,
  }) => {
    await using game = play(server.port);
    const { client } = game;
    const pushes: unknown[] = [];
    for (const route of ['onChat', 'onA', 'onB']) client.on(route, (body) => pushes.push([route, body]));
    await client.connection.opened();
    const answers = [
      await client.request('connector.h.echo', { a: 1 }),
      await client.request('connector.h.chat', { msg: 'hi' }),
      await client.request('connector.h.batch', {}),
    ];
    client.notify('connector.h.note', { n: 1 });
    await server.nth('note');
    expect(answers).toEqual([{ code: 200, echo: { a: 1 } }, { code: 200 }, { code: 200 }]);
    expect(pushes).toEqual([
      ['onChat', { msg: 'hi' }],
      ['onA', { n: 1 }],
      ['onB', { n: 1 }],
    ]);
    expect(server.all('note')).toEqual([{ n: 1 }]);
    expect(game.frames('client')).toEqual([
      HANDSHAKE,
      ACK,
      message('0001', '#connector.h.echo', { a: 1 }),
      message('0002', '#connector.h.chat', { msg: 'hi' }),
      message('0003', '#connector.h.batch', {}),
      message('02', '#connector.h.note', { n: 1 }),
    ]);
    expect(HANDSHAKE.slice(0, 8)).toBe('01000055');
    expect(game.frames('server')).toEqual([
      `01000022${Buffer.from('{"code":200,"sys":{"heartbeat":1}}').toString('hex')}`,
      message('0401', { code: 200, echo: { a: 1 } }),
      message('06', '#onChat', { msg: 'hi' }),
      message('0402', { code: 200 }),
      message('06', '#onA', { n: 1 }) + message('06', '#onB', { n: 1 }),
      message('0403', { code: 200 }),
    ]);
  });

  test('says routes by the code of the dictionary, and bodies in protobuf', async ({ expect }) => {
    await using game = play(rich.port);
    const { client } = game;
    const pushes: unknown[] = [];
    client.on('onChat', (body) => pushes.push(body));
    const body = { a: 300, text: 'héllo 🎮', deltas: [-1, 2, -300], ratio: 0.5 };
    const answers = [
      await client.request('connector.h.echo', { a: 5 }),
      await client.request('connector.h.echo', body),
      await client.request('connector.h.chat', { msg: 'hi u1' }),
    ];
    expect(answers).toEqual([{ code: 200, echo: { a: 5 } }, { code: 200, echo: body }, { code: 200 }]);
    expect(pushes).toEqual([{ msg: 'hi u1' }]);
    const [, , first] = game.frames('client');
    const push = game.frames('server').find((frame) => frame.startsWith('0400000a'));
    expect(first).toBe('04000006010100020805');
    expect(push).toBe('0400000a0700060a056869207531');
  });

  test('keeps dictionary and schemas over a lost link, and is not sent them again', async ({ expect }) => {
    await using game = play(rich.port);
    const { client } = game;
    await client.request('connector.h.echo', { a: 5 });
    client.connection.reconnect();
    await expect(client.request('connector.h.echo', { a: 6 })).resolves.toEqual({
      code: 200,
      echo: { a: 6 },
    });
    const answers = game.tap.of('server', /^01/).map(({ frame }) => handshakeIn(frame));
    expect(answers[0]).toMatchObject({ sys: { dict: { onChat: 6 }, protos: {} } });
    expect(answers[1]).toEqual({ code: 200, sys: { heartbeat: 1, useDict: true, useProto: true } });
    const [asked, again] = game.tap.of('client', /^04/).map(({ frame }) => frame);
    expect([asked, again]).toEqual(['04000006010100020805', '04000006010200020806']);
  });

  test('is told what the handshake has for its user, and tells who it is', async ({ expect }) => {
    const said: unknown[] = [];
    await using game = play(server.port, {
      user: () => ({ name: 'Ada' }),
      handshake: (_, user) => said.push(user),
    });
    await game.client.connection.opened();
    expect(said).toEqual([{ hello: 'Ada' }]);
  });

  // A machine that stands still for a second loses its link, rightly.
  test('beats while it talks, since data does not keep it alive there', { retry: 2 }, async ({ expect }) => {
    await using game = play(server.port);
    await game.client.connection.opened();
    for (let n = 0; n < 45; n += 1) {
      await game.client.request('connector.h.echo', { n });
      await sleep(100);
    }
    expect(game.tap.of('client', BEAT).length).toBeGreaterThanOrEqual(4);
    expect(game.losses).toEqual([]);
  });

  test('stays where the server does not beat', async ({ expect }) => {
    await using game = play(calm.port);
    await game.client.connection.opened();
    await sleep(3_000);
    expect(game.client.connection.status).toBe('open');
    expect([game.tap.of('client', BEAT), game.tap.of('server', BEAT)]).toEqual([[], []]);
  });

  test('takes a kick for the end, with its reason', async ({ expect }) => {
    await using game = play(server.port);
    await game.client.connection.opened();
    const kicked = game.client.request('connector.h.kick', { reason: 'duplicate login' });
    await expect(kicked).rejects.toMatchObject({ code: 'ERR_HEARTWIRE_KICKED', reason: 'duplicate login' });
    expect(game.client.connection.status).toBe('failed');
    expect(game.tap.dials).toBe(1);
    expect(game.frames('server').at(-1)).toBe(packed(5, '{"reason":"duplicate login"}'));
  });

  test('is refused with 500 by the handshake of the app, and with 501 by the client check', async ({
    expect,
  }) => {
    await using refused = play(server.port, { user: { refuse: true } });
    await using unwanted = play(strict.port);
    for (const [game, code] of [
      [refused, 500],
      [unwanted, 501],
    ] as const) {
      await expect(game.client.connection.opened()).rejects.toMatchObject({ code: 'ERR_HEARTWIRE_REFUSED' });
      expect(game.losses).toMatchObject([
        { verdict: 'fatal', message: expect.stringContaining(`(${code})`) },
      ]);
      expect(game.frames('server')).toEqual([packed(1, JSON.stringify({ code }))]);
    }
  });

  test('asks for a fresh user once where a function gives it, and the server refuses it', async ({
    expect,
  }) => {
    const verdicts: string[] = [];
    await using game = play(server.port, {
      user({ verdict }) {
        verdicts.push(verdict);
        return { refuse: verdict !== 'refresh' };
      },
    });
    await game.client.connection.opened();
    expect(verdicts).toEqual(['retry', 'refresh']);
  });

  test('finds a frozen link two intervals after the last frame', async ({ expect }) => {
    const watch = watchStalls();
    const silences: number[] = [];
    for (let tries = 0; tries < 8 && silences.length === 0; tries += 1) {
      const proxy = await faultProxy({ target: server.port });
      const game = play(proxy.port);
      await game.client.connection.opened();
      await sleep(1_700);
      await proxy.mode('freeze');
      const asked = game.client.request('connector.h.echo', {});
      await expect(asked).rejects.toMatchObject({ code: 'ERR_HEARTWIRE_PONG_TIMEOUT' });
      const now = performance.now();
      const heardAt = game.tap.lastHeard(now);
      const silence = now - heardAt;
      if (Math.abs(silence - 2_000) <= 200 || !watch.stalledIn(heardAt, now)) silences.push(silence);
      await game.client.connection.close();
      await proxy.close();
    }
    watch.stop();
    expect(silences[0]).toBeGreaterThanOrEqual(1_800);
    expect(silences[0]).toBeLessThanOrEqual(2_200);
  });

  test('comes back to a server that was killed and started again, with a new session', async ({ expect }) => {
    await using mortal = await start({ heartbeat: 1 });
    await using game = play(mortal.port, { user: { name: 'Ada' } });
    const { client } = game;
    await client.request('connector.h.echo', { a: 1 });
    const inFlight = client.request('connector.h.never', {});
    const rejected = expect(inFlight).rejects.toMatchObject({ code: 'ERR_HEARTWIRE_SOCKET_CLOSED' });
    await mortal.kill();
    await rejected;
    const waiting = client.request('connector.h.echo', { a: 2 });
    await sleep(300);
    await mortal.restart();
    await expect(waiting).resolves.toEqual({ code: 200, echo: { a: 2 } });
    expect(client.connection.status).toBe('open');
    // The link that was lost, and dials that nobody answered.
    expect(game.losses.map(({ code }) => code)).toEqual([
      'ERR_HEARTWIRE_SOCKET_CLOSED',
      ...Array(game.tap.dials - 2).fill('ERR_HEARTWIRE_DIAL_FAILED'),
    ]);
    expect(game.tap.of('client', /^01/)).toHaveLength(2);
  });
});
