import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import {
  controlFrames,
  json,
  jsonEvent,
  jsonMode,
  jsonType,
  raw as rawDialect,
  text,
} from '../../src/dialects/index.ts';
import type { Dialect } from '../../src/ports/dialect.ts';
import type { Frame } from '../../src/ports/transport.ts';
import { brokenFrames, garbageFrames, nestedFrames } from '../../src/testing/frame-mutations.ts';
import { raw, serve, upgradeRequest } from './support/real-server.ts';

const uncaught: unknown[] = [];
const note = (error: unknown) => uncaught.push(error);
beforeAll(() => void process.on('uncaughtExceptionMonitor', note).on('unhandledRejection', note));
afterAll(() => void process.off('uncaughtExceptionMonitor', note).off('unhandledRejection', note));

/** A 32-bit generator: the same fuzz in every run. */
function chance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const until = async (what: string, isSo: () => boolean | Promise<boolean>) => {
  for (const from = performance.now(); !(await isSo()); await sleep(10)) {
    if (performance.now() - from > 20_000) throw new Error(`not within 20 s: ${what}`);
  }
};

interface Spoken {
  readonly dialect: Dialect<never, never>;
  readonly good: Frame;
}

const beats = { ping: { type: 'ping' }, isPing: { type: 'ping' }, isPong: { type: 'pong' } };

const dialects: Readonly<Record<string, Spoken>> = {
  raw: { dialect: rawDialect() as never, good: 'hello' },
  controlFrames: { dialect: controlFrames() as never, good: 'hello' },
  text: { dialect: text() as never, good: 'heart_beat' },
  json: {
    dialect: json({ ...beats, pong: beats.isPong }) as never,
    good: '{"type":"ping","n":1}',
  },
  jsonMode: { dialect: jsonMode() as never, good: '{"mode":"MESSAGE","msg":{"a":1}}' },
  jsonEvent: { dialect: jsonEvent() as never, good: '{"event":"enter","message":"ann","roomId":1}' },
  jsonType: { dialect: jsonType() as never, good: '{"type":"ping","user":"ann"}' },
};

/** 600 and more frames of a protocol that nobody speaks, or speaks badly. */
function* badMessages(good: Frame, random: (below: number) => number): Generator<Frame> {
  const all = [...garbageFrames(), ...brokenFrames(good), ...nestedFrames(good)].filter(
    (frame) =>
      frame instanceof Blob || (typeof frame === 'string' ? frame.length : frame.byteLength) < 70_000,
  );
  for (let count = 0; count < 750; count += 1) yield all[random(all.length)] as Frame;
}

describe('bad frames', () => {
  let sent = 0;

  test.each(Object.entries(dialects))(
    'in %s crash nothing and leak no socket',
    async (name, { dialect, good }) => {
      await using server = await serve({ dialect: dialect as Dialect<unknown, unknown>, closeTimeout: 300 });
      const random = chance(name.length);
      let socket: WebSocket | undefined;
      for (const frame of badMessages(good, random)) {
        if (socket?.readyState !== WebSocket.OPEN) {
          socket = new WebSocket(server.url).on('error', () => {});
          await once(socket, 'open');
        }
        socket.send(frame as never);
        sent += 1;
        // Time to be turned out, for one in ten: the rest goes to a server that is about to.
        if (random(10) === 0) await sleep(1);
      }
      socket?.close();
      await until('every socket is gone', async () => (await server.connections()) === 0);
      expect(server.supervisor.counters()).toMatchObject({ peers: 0, pending: 0, bytesBuffered: 0 });
      const after = new WebSocket(server.url);
      await once(after, 'open');
      expect([server.supervisor.peers.size, uncaught]).toEqual([1, []]);
    },
    60_000,
  );

  test('that break RFC 6455 crash nothing and leak no socket', async () => {
    await using server = await serve({ maxPayload: 100_000, closeTimeout: 300 });
    const lost = new Set<unknown>();
    server.supervisor.on('lost', ({ cause }) => lost.add(cause.closeCode));
    const random = chance(6455);
    while (sent < 10_000) {
      const socket = connect(server.port, '127.0.0.1').on('error', () => {});
      socket.resume().write(upgradeRequest());
      await once(socket, 'data');
      for (let count = 0; count < 8 && socket.writable; count += 1) {
        socket.write(oddFrame(random));
        sent += 1;
        if (random(4) === 0) await sleep(1);
      }
      leave(socket, random);
    }
    await until('every socket is gone', async () => (await server.connections()) === 0);
    expect(server.supervisor.counters()).toMatchObject({ peers: 0, pending: 0 });
    expect([lost.has(1002), sent >= 10_000, uncaught]).toEqual([true, true, []]);
  }, 60_000);
});

/** A frame with a header drawn by lot: any opcode, reserved bits, lengths that lie, no mask. */
function oddFrame(random: (below: number) => number): Buffer {
  const length = random(126);
  const isHonest = random(2) === 0;
  const first = isHonest ? 0x80 | ([1, 2, 8, 9, 10][random(5)] as number) : random(256);
  const second = isHonest ? 0x80 | length : random(256);
  const body = Buffer.from(Array.from({ length: 4 + length }, () => random(256)));
  return Buffer.concat([Buffer.from([first, second]), body]);
}

/** Ends a connection in one of the ways in which connections end. */
function leave(socket: Socket, random: (below: number) => number): void {
  const way = random(3);
  if (way === 0) socket.end();
  else if (way === 1) socket.resetAndDestroy();
  else socket.destroy();
}

test('a thousand bad upgrade requests are each answered whole or cut, crash nothing and leak no socket', async () => {
  await using server = await serve({
    path: '/ws',
    origins: ['https://app.example'],
    maxPeersPerAddress: 20,
    closeTimeout: 300,
    authenticateTimeout: 200,
    authenticate: ({ url = '' }) => {
      if (url.includes('throw')) throw new Error('mine');
      return url.includes('hang') ? new Promise<object>(() => {}) : { url };
    },
  });
  const random = chance(404);
  const statuses = new Map<number, number>();
  const open: unknown[] = [];
  for (let batch = 0; batch < 10; batch += 1) {
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => raw(server.port, oddRequest(random), 700)),
    );
    for (const { status, headers, body, end } of answers) {
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      // The rest is Node's own answers to what is no HTTP.
      if (status < 200 || !headers['content-type']?.startsWith('text/plain')) continue;
      expect([headers.connection, headers['content-length']]).toEqual(['close', `${body.length}`]);
      if (end === 'open') open.push([status, body]);
    }
  }
  expect(open).toEqual([]);
  expect([101, 400, 403, 404, 503].filter((status) => !statuses.has(status))).toEqual([]);
  await until('every socket is gone', async () => (await server.connections()) === 0);
  expect(server.supervisor.counters()).toMatchObject({ peers: 0, pending: 0 });
  expect(uncaught).toEqual([]);
  const good = upgradeRequest('/ws', { Origin: 'https://app.example' });
  expect((await raw(server.port, good, 200)).status).toBe(101);
}, 120_000);

/** An upgrade request in which some things are wrong, or all. */
function oddRequest(random: (below: number) => number): string | Buffer {
  const pick = <T>(...of: readonly T[]): T => of[random(of.length)] as T;
  const junk = () => Buffer.from(Array.from({ length: random(200) }, () => random(256))).toString('latin1');
  const request = upgradeRequest(
    pick(
      '/ws',
      '/ws',
      '/ws?hang',
      '/ws?throw',
      '/',
      '/ws/',
      '//ws',
      '/%',
      '*',
      'http://a/ws',
      `/${'x'.repeat(random(9_000))}`,
    ),
    {
      Origin: pick(
        'https://app.example',
        'https://app.example',
        undefined,
        'null',
        'https://evil.example',
        'é',
      ),
      'Sec-WebSocket-Version': pick('13', '13', '8', '0', '', '13, 8'),
      'Sec-WebSocket-Key': pick(
        'dGhlIHNhbXBsZSBub25jZQ==',
        'dGhlIHNhbXBsZSBub25jZQ==',
        '',
        'short',
        undefined,
      ),
      'Sec-WebSocket-Protocol': pick(undefined, undefined, 'a', 'a, a', ',', ''),
      'Sec-WebSocket-Extensions': pick(undefined, 'permessage-deflate', 'x; y=', ';;'),
      Upgrade: pick('websocket', 'websocket', 'WebSocket', 'h2c'),
    },
    pick('GET', 'GET', 'GET', 'POST', 'PUT', 'OPTIONS'),
  );
  const way = random(10);
  if (way === 0) return Buffer.from(junk(), 'latin1');
  if (way === 1) return request.slice(0, random(request.length));
  if (way === 2) return request + junk();
  if (way === 3) return request.replace(/\r\n/g, pick('\n', '\r', '\r\n\r\n'));
  return request;
}
