import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { deny, type Refusal, type SupervisorOptions } from '../../src/server/index.ts';
import { type Mode, raw, serve, upgradeRequest } from './support/real-server.ts';

const opened = async (url: string, options = {}) => {
  const socket = new WebSocket(url, options);
  await once(socket, 'open');
  return socket;
};

/** What a supervisor says of the upgrades that it refuses. */
function refusals(supervisor: { on(name: 'refused', listener: (refusal: Refusal) => void): unknown }) {
  const all: Refusal[] = [];
  supervisor.on('refused', (refusal) => all.push(refusal));
  return all;
}

const until = async (isSo: () => boolean | Promise<boolean>) => {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 5));
};

describe.each<Mode>(['server', 'port', 'noServer'])('on a WebSocketServer with %s', (mode) => {
  test('what may come in becomes a peer, and the connection event goes on', async () => {
    await using server = await serve({ path: '/ws' }, { mode });
    const peers: string[] = [];
    let connections = 0;
    server.supervisor.on('peer', ({ request }) => peers.push(request.path));
    server.wss.on('connection', (_, { url }) => {
      connections += url === '/ws?x' ? 1 : 0;
    });
    await opened(`${server.url}/ws?x`);
    expect([peers, connections]).toEqual([['/ws'], 1]);
  });

  test('an upgrade for another path gets a whole answer, and its socket is destroyed', async () => {
    await using server = await serve({ path: ['/a', '/b'] }, { mode });
    const refused = refusals(server.supervisor);
    const answer = await raw(server.port, upgradeRequest('/c?token=secret'));
    expect(answer).toEqual({
      status: 404,
      headers: {
        connection: 'close',
        'content-type': 'text/plain; charset=utf-8',
        'content-length': '4',
      },
      body: 'path',
      end: 'fin',
    });
    expect(refused).toEqual([
      { status: 404, reason: 'path', address: '127.0.0.1', origin: undefined, path: '/c' },
    ]);
    await until(async () => (await server.connections()) === 0);
    expect(server.supervisor.counters()).toMatchObject({ refused: 1, accepted: 0 });
  });

  test('a malformed upgrade gets a whole answer', async () => {
    await using server = await serve({}, { mode });
    const refused = refusals(server.supervisor);
    const bad = [
      upgradeRequest('/', { 'Sec-WebSocket-Key': undefined }),
      upgradeRequest('/', { 'Sec-WebSocket-Version': '99' }),
      upgradeRequest('/', { 'Sec-WebSocket-Protocol': ',,' }),
      upgradeRequest('/', {}, 'POST'),
    ];
    const answers = await Promise.all(bad.map((request) => raw(server.port, request)));
    expect(answers.map(({ status, end, body }) => [status, end, body])).toEqual([
      [400, 'fin', 'bad-upgrade'],
      [400, 'fin', 'bad-upgrade'],
      [400, 'fin', 'bad-upgrade'],
      [405, 'fin', 'bad-upgrade'],
    ]);
    expect(answers[1]?.headers['sec-websocket-version']).toBe('13, 8');
    expect(answers[3]?.headers.allow).toBe('GET');
    expect(refused.length).toBe(4);
  });
});

describe('a client that is refused and does not hang up', () => {
  test('is cut when closeTimeout has passed, whatever it goes on sending', async () => {
    await using server = await serve({ path: '/ws', closeTimeout: 200 });
    const socket = connect({ port: server.port, host: '127.0.0.1', allowHalfOpen: true });
    socket.on('error', () => {}).resume();
    socket.write(upgradeRequest('/other'));
    const from = performance.now();
    const chatter = setInterval(() => socket.write('x'.repeat(1_000)), 20);
    await until(async () => performance.now() - from > 100 && (await server.connections()) === 0);
    clearInterval(chatter);
    expect(performance.now() - from).toBeLessThan(2_000);
    socket.destroy();
  });

  test('is not reset before it has read the answer, though it had sent more', async () => {
    await using server = await serve({ path: '/ws' });
    const answer = await raw(server.port, upgradeRequest('/other') + 'x'.repeat(200_000));
    expect([answer.status, answer.body, answer.end]).toEqual([404, 'path', 'fin']);
  });
});

describe('origins', () => {
  const origins = ['https://app.example', 'http://localhost:3000', 'null', 'capacitor://localhost'];
  const statusOf = async (headers: Record<string, string | undefined>, options: SupervisorOptions = {}) => {
    await using server = await serve({ origins, ...options });
    return (await raw(server.port, upgradeRequest('/', headers), 200)).status;
  };

  test.each([
    ['https://app.example', 101],
    ['HTTPS://APP.EXAMPLE', 101],
    ['null', 101],
    ['capacitor://localhost', 101],
    ['http://localhost:3000', 101],
    ['http://localhost:3001', 403],
    ['http://app.example', 403],
    ['https://app.example.evil.example', 403],
    ['https://app.example, https://evil.example', 403],
    ['', 403],
  ])('of the header %s get %d', async (Origin, status) => {
    expect(await statusOf({ Origin })).toBe(status);
  });

  test('a missing one is refused, and does not throw, unless it may be missing', async () => {
    expect(await statusOf({})).toBe(403);
    expect(await statusOf({}, { allowMissingOrigin: true })).toBe(101);
    expect(await statusOf({ Origin: 'https://evil.example' }, { allowMissingOrigin: true })).toBe(403);
  });

  test('of version 8 stand in their own header', async () => {
    const old = { 'Sec-WebSocket-Version': '8' };
    expect(await statusOf({ ...old, 'Sec-WebSocket-Origin': 'https://app.example' })).toBe(101);
    expect(await statusOf({ ...old, 'Sec-WebSocket-Origin': 'https://evil.example' })).toBe(403);
  });
});

describe('authenticate', () => {
  test('gives the peer its user', async () => {
    await using server = await serve({
      authenticate: async ({ headers }) => ({ name: String(headers.authorization) }),
    });
    const names: string[] = [];
    server.supervisor.on('peer', ({ user }) => names.push(user.name));
    await opened(server.url, { headers: { authorization: 'me' } });
    expect(names).toEqual(['me']);
  });

  test.each<readonly [string, () => unknown, number, string]>([
    ['undefined', () => undefined, 401, 'unauthenticated'],
    ['null', async () => null, 401, 'unauthenticated'],
    ['false', () => false as const, 401, 'unauthenticated'],
    ['deny(401)', () => deny(401, 'no such token'), 401, 'no such token'],
    ['deny(403)', async () => deny(403), 403, 'forbidden'],
    ['deny(503)', () => deny(503), 503, 'unavailable'],
  ])('turns a client away by %s', async (_, authenticate, status, body) => {
    await using server = await serve({ authenticate: authenticate as never });
    const answer = await raw(server.port, upgradeRequest());
    expect([answer.status, answer.body, answer.end]).toEqual([status, body, 'fin']);
    expect([answer.headers['retry-after'], answer.headers['www-authenticate']]).toEqual([
      status === 503 ? '5' : undefined,
      status === 401 ? 'Bearer' : undefined,
    ]);
  });

  test('says when to come back', async () => {
    await using server = await serve({ authenticate: () => deny(503, 'later', { retryAfter: 90_500 }) });
    expect((await raw(server.port, upgradeRequest())).headers['retry-after']).toBe('91');
  });

  test('that throws is a 503 that names no secret; the app gets what it threw', async () => {
    const cause = new Error('password hunter2 is wrong for db.internal');
    for (const authenticate of [
      () => {
        throw cause;
      },
      () => Promise.reject(cause),
    ]) {
      await using server = await serve({ authenticate });
      const refused = refusals(server.supervisor);
      const answer = await raw(server.port, upgradeRequest('/?token=secret'));
      expect([answer.status, answer.body]).toEqual([503, 'authenticate-failed']);
      expect(refused).toEqual([
        {
          ...{ status: 503, reason: 'authenticate-failed', address: '127.0.0.1' },
          ...{ origin: undefined, path: '/', cause },
        },
      ]);
    }
  });

  test('that hangs is a 503 at its deadline, its signal fires, and its late answer counts for nothing', async () => {
    let answer = (_: object) => {};
    let signal: AbortSignal | undefined;
    await using server = await serve({
      authenticateTimeout: 150,
      authenticate: (_, given) => {
        signal = given;
        return new Promise<object>((resolve) => {
          answer = resolve;
        });
      },
    });
    const from = performance.now();
    const { status, body, headers, end } = await raw(server.port, upgradeRequest());
    expect([status, body, headers['retry-after'], end]).toEqual([503, 'authenticate-timeout', '5', 'fin']);
    expect(performance.now() - from).toBeLessThan(2_000);
    expect(signal?.aborted).toBe(true);
    answer({});
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(server.supervisor.counters()).toMatchObject({ accepted: 0, refused: 1 });
    await until(async () => (await server.connections()) === 0);
  });

  test('hears by its signal that the client has hung up, and no peer comes of it', async () => {
    let answer = (_: object) => {};
    let signal: AbortSignal | undefined;
    await using server = await serve({
      maxPeers: 1,
      authenticate: (_, given) => {
        signal = given;
        return new Promise<object>((resolve) => {
          answer = resolve;
        });
      },
    });
    const socket = connect(server.port, '127.0.0.1');
    socket.write(upgradeRequest());
    await until(() => signal !== undefined);
    socket.resetAndDestroy();
    await until(() => signal?.aborted === true);
    answer({});
    const room = raw(server.port, upgradeRequest(), 500);
    await until(() => signal?.aborted === false);
    answer({});
    expect((await room).status).toBe(101);
    expect(server.supervisor.counters()).toMatchObject({ accepted: 1, refused: 0 });
  });
});

describe('limits', () => {
  test('a server that is full answers 503 with Retry-After, and takes a client when one has gone', async () => {
    await using server = await serve({ maxPeers: 2, retryAfter: 7_001 });
    const first = await opened(server.url);
    await opened(server.url);
    const answer = await raw(server.port, upgradeRequest());
    expect([answer.status, answer.headers['retry-after'], answer.body]).toEqual([503, '8', 'too-many-peers']);
    first.close();
    await until(() => server.supervisor.peers.size === 1);
    await opened(server.url);
  });

  test('counts upgrades that authenticate has not answered yet', async () => {
    let asked = 0;
    await using server = await serve({
      maxPeers: 2,
      authenticate: () => {
        asked += 1;
        return new Promise<object>(() => {});
      },
    });
    for (let count = 0; count < 2; count += 1)
      connect(server.port, '127.0.0.1')
        .on('error', () => {})
        .write(upgradeRequest());
    await until(() => asked === 2);
    expect((await raw(server.port, upgradeRequest())).status).toBe(503);
    expect(asked).toBe(2);
  });

  test('one address may have so many peers, and another one its own', async () => {
    await using server = await serve({
      maxPeersPerAddress: 2,
      addressOf: ({ headers }) => String(headers['x-forwarded-for']),
    });
    const of = (address: string) =>
      raw(server.port, upgradeRequest('/', { 'X-Forwarded-For': address }), 150);
    const from = (address: string) => opened(server.url, { headers: { 'x-forwarded-for': address } });
    const first = await from('2001:db8:0:1::1');
    await from('2001:db8:0:1:ffff::2');
    const answer = await of('2001:db8:0:1::3');
    expect([answer.status, answer.headers['retry-after'], answer.body]).toEqual([
      ...[503, '5', 'too-many-peers-of-address'],
    ]);
    expect((await of('2001:db8:0:2::1')).status).toBe(101);
    expect([...server.supervisor.peers][0]?.request.address).toBe('2001:db8:0:1::1');
    first.terminate();
    await until(() => server.supervisor.peers.size === 1);
    expect((await of('2001:db8:0:1::3')).status).toBe(101);
  });

  test('maxPayload is set on the server: a longer message is a 1009', async () => {
    await using server = await serve({ maxPayload: 1_000 });
    const lost: unknown[] = [];
    server.supervisor.on('lost', ({ cause }) => lost.push([cause.code, cause.closeCode]));
    const socket = await opened(server.url);
    socket.send('x'.repeat(1_001));
    const [code] = await once(socket, 'close');
    expect([code, lost]).toEqual([1009, [['ERR_HEARTWIRE_BAD_FRAME', 1009]]]);
  });
});

test('an app that answers malformed upgrades itself is left to it', async () => {
  await using server = await serve();
  const refused = refusals(server.supervisor);
  server.wss.on('wsClientError', (_, socket) => socket.end('HTTP/1.1 418 Mine\r\n\r\n'));
  const answer = await raw(server.port, upgradeRequest('/', { 'Sec-WebSocket-Key': undefined }));
  expect([answer.status, refused]).toEqual([418, []]);
});

test("an app's own verifyClient and path still hold", async () => {
  await using server = await serve(
    {},
    { ws: { verifyClient: ({ req }: { req: IncomingMessage }) => req.url !== '/no', path: '/yes' } },
  );
  expect((await raw(server.port, upgradeRequest('/yes'), 150)).status).toBe(101);
  expect((await raw(server.port, upgradeRequest('/no'))).status).toBe(400);
});

test('a function addressOf that throws is reported, and the upgrade goes on', async () => {
  const cause = new Error('mine');
  const uncaught: unknown[] = [];
  const listener = (error: unknown) => uncaught.push(error);
  const others = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException').on('uncaughtException', listener);
  await using server = await serve({
    addressOf: () => {
      throw cause;
    },
  });
  await opened(server.url);
  await until(() => uncaught.length > 0);
  process.removeAllListeners('uncaughtException');
  for (const other of others) process.on('uncaughtException', other);
  expect([[...server.supervisor.peers].map(({ request }) => request.address), uncaught]).toEqual([
    [''],
    [cause],
  ]);
});
