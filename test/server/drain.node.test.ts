import { describe, expect, test } from 'vitest';
import { ws } from '../../src/adapters/ws.ts';
import { createConnection } from '../../src/connection.ts';
import { json } from '../../src/dialects/index.ts';
import { fakeWorld } from './support/fake-server.ts';
import { raw, serve, upgradeRequest } from './support/real-server.ts';

describe('drain', () => {
  test('closes the peers with 1012, evenly over its time, in an order that is not that of their coming', async () => {
    const { connect, environment, supervisor, elapsed } = fakeWorld();
    const closed: (readonly [number, number])[] = [];
    for (let index = 0; index < 500; index += 1) {
      const socket = connect();
      socket.answersPings = true;
      socket.on('close', (code) => closed.push([index, elapsed()]) && expect(code).toBe(1012));
    }
    let isDone = false;
    supervisor.drain({ over: 5_000 }).then(() => {
      isDone = true;
    });
    await environment.advance(4_900);
    expect(isDone).toBe(false);
    await environment.advance(200);
    expect([isDone, closed.length, supervisor.peers.size]).toEqual([true, 500, 0]);
    const perSecond = [0, 1, 2, 3, 4].map(
      (second) => closed.filter(([, at]) => Math.floor(at / 1_000) === second).length,
    );
    for (const count of perSecond) expect(Math.abs(count - 100)).toBeLessThanOrEqual(10);
    const order = closed.map(([index]) => index);
    expect(order).not.toEqual(order.toSorted((a, b) => a - b));
  });

  test('refuses upgrades with 503 and Retry-After, those included that were about to be authenticated', async () => {
    let answer = (_: object) => {};
    await using server = await serve({
      authenticate: () =>
        new Promise<object>((resolve) => {
          answer = resolve;
        }),
    });
    const waiting = raw(server.port, upgradeRequest());
    await new Promise((resolve) => setTimeout(resolve, 100));
    const drained = server.supervisor.drain({ over: 0 });
    answer({});
    const answers = [await waiting, await raw(server.port, upgradeRequest())];
    expect(answers.map(({ status, body, headers }) => [status, body, headers['retry-after']])).toEqual([
      [503, 'draining', '5'],
      [503, 'draining', '5'],
    ]);
    await drained;
  });

  test('cuts who does not answer the close frame after closeTimeout', async () => {
    const { connect, environment, supervisor } = fakeWorld({ closeTimeout: 300 });
    const socket = connect();
    socket.answersClose = false;
    let isDone = false;
    supervisor.drain({ over: 0 }).then(() => {
      isDone = true;
    });
    await environment.advance(350);
    expect([isDone, socket.log]).toEqual([true, ['<close 1012 restart>', '<terminate>']]);
  });

  test('cuts all that are left at its deadline', async () => {
    const { connect, environment, supervisor, said } = fakeWorld({ closeTimeout: 60_000 });
    const sockets = [connect(), connect(), connect()];
    for (const socket of sockets) socket.answersClose = false;
    let isDone = false;
    supervisor.drain({ over: 100_000, deadline: 1_000 }).then(() => {
      isDone = true;
    });
    await environment.advance(1_050);
    expect([isDone, supervisor.peers.size, environment.timers]).toEqual([true, 0, 0]);
    expect(said.slice(3).sort()).toEqual([1, 2, 3].map((id) => ['gone', id, 'ERR_HEARTWIRE_DRAINED']));
  });

  test('says when to come back, where it is told', async () => {
    const { connect, environment, supervisor } = fakeWorld();
    const socket = connect();
    supervisor.drain({ over: 0, retryAfter: 0 });
    await environment.settle();
    expect(socket.log).toEqual(['<close 1012 restart, retry-after=0>']);
  });

  test('asked again gives the same promise, and with nobody there is done at once', async () => {
    const { supervisor } = fakeWorld();
    const drained = supervisor.drain({ over: 10_000 });
    expect(supervisor.drain({ over: 1 })).toBe(drained);
    await drained;
  });

  test('a crowd does not leave in one instant, though it is given no time', async () => {
    const { connect, environment, supervisor } = fakeWorld();
    const sockets = Array.from({ length: 1_000 }, () => connect());
    supervisor.drain({ over: 0 });
    expect(sockets.filter(({ log }) => log.length > 0).length).toBe(256);
    await environment.advance(200);
    expect(supervisor.peers.size).toBe(0);
  });
});

test('close refuses upgrades for good and closes all peers with 1001', async () => {
  const { connect, environment, supervisor, said } = fakeWorld();
  const socket = connect();
  await supervisor.close();
  expect(socket.log).toEqual(['<close 1001>']);
  connect();
  await environment.advance(10_000);
  expect(said).toEqual([
    ['peer', 1],
    ['gone', 1, 'ERR_HEARTWIRE_CLOSED_BY_US'],
    ['refused', 503, 'draining'],
  ]);
  expect(environment.timers).toBe(0);
});

test('a rolling restart loses no queued message, and no client gives up', async () => {
  const dialect = json<{ from: number; count: number }>();
  const delivered = new Map<number, number[]>();
  const start = async (port = 0) => {
    const server = await serve<{ from: number; count: number }, unknown>(
      { dialect, retryAfter: 0 },
      { port },
    );
    server.supervisor.on('message', ({ message: { from, count } }) => {
      const counts = delivered.get(from) ?? [];
      delivered.set(from, counts);
      counts.push(count);
    });
    return server;
  };
  let server = await start();
  const { port, url } = server;
  const failures: unknown[] = [];
  const clients = Array.from({ length: 40 }, (_, from) => {
    const connection = createConnection<unknown, { from: number; count: number }>({
      url,
      transport: ws(),
      dialect,
      retry: { stableAfter: 0 },
    });
    connection.on('failed', (event) => failures.push(event));
    connection.on('drop', (event) => failures.push(event));
    return { from, connection, sent: 0 };
  });
  const chatter = setInterval(() => {
    for (const client of clients) client.connection.send({ from: client.from, count: client.sent++ });
  }, 20);
  for (let restart = 0; restart < 3; restart += 1) {
    await Promise.all(clients.map(({ connection }) => connection.opened()));
    await server.supervisor.drain({ over: 300, retryAfter: 0 });
    await server[Symbol.asyncDispose]();
    server = await start(port);
  }
  await Promise.all(clients.map(({ connection }) => connection.opened()));
  clearInterval(chatter);
  const all = () => clients.every(({ from, sent }) => delivered.get(from)?.length === sent);
  const from = performance.now();
  while (!all() && performance.now() - from < 10_000) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(failures).toEqual([]);
  for (const { from: name, sent } of clients) {
    expect(delivered.get(name)).toEqual(Array.from({ length: sent }, (_, count) => count));
  }
  await Promise.all(clients.map(({ connection }) => connection.close()));
  await server[Symbol.asyncDispose]();
}, 60_000);
