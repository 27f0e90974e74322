import { once } from 'node:events';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type Child, program } from './support/child.ts';
import { serve } from './support/real-server.ts';

const openAll = async (url: string, count: number): Promise<WebSocket[]> => {
  const sockets: WebSocket[] = [];
  for (let batch = 0; batch < count; batch += 50) {
    const some = Array.from({ length: Math.min(50, count - batch) }, () => new WebSocket(url));
    await Promise.all(some.map((socket) => once(socket, 'open')));
    sockets.push(...some);
  }
  return sockets;
};

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('of 1,000 clients on real sockets that freeze, 1,000 are terminated within the interval, the timeout and a tick; those that live stay', async () => {
  const pingInterval = 2_000;
  const pongTimeout = 1_000;
  const tick = 50;
  await using server = await serve({ heartbeat: { pingInterval, pongTimeout }, tick });
  let blocked = 0;
  server.supervisor.observe((metric, value) => {
    if (metric === 'tickDelay') blocked = Math.max(blocked, value);
  });
  const silences: number[] = [];
  server.supervisor.on('lost', ({ cause, silence }) => {
    if (cause.code === 'ERR_HEARTWIRE_PONG_TIMEOUT') silences.push(silence);
  });
  const frozen = await openAll(server.url, 1_000);
  const live = await openAll(server.url, 50);
  for (const socket of frozen) socket.pause();
  const from = performance.now();
  while (silences.length < 1_000 && performance.now() - from < 20_000) await sleep(20);
  // What the loop was blocked for, by 1,050 clients in this very process, comes on top, and clocks in whole ms.
  expect(Math.max(...silences)).toBeLessThanOrEqual(
    pingInterval + pongTimeout + tick + Math.ceil(blocked) + 1,
  );
  expect(silences.length).toBe(1_000);
  expect(server.supervisor.peers.size).toBe(50);
  expect(live.every(({ readyState }) => readyState === WebSocket.OPEN)).toBe(true);
}, 60_000);

/** Blocks its event loop for most of the time, in slices of 100 to 1,500 ms, which is longer than its pong timeout. */
const BUSY_SERVER = `
  import { WebSocketServer } from 'ws';
  import { supervise } from './src/server/index.ts';
  const wss = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  const supervisor = supervise(wss, { heartbeat: { pingInterval: 1_000, pongTimeout: 1_000 } });
  const lost = [];
  supervisor.on('lost', ({ cause, silence }) => lost.push([cause.code, silence]));
  let until = 0;
  const burn = () => {
    const end = performance.now() + 100 + Math.random() * 1_400;
    while (performance.now() < end);
    if (performance.now() < until) setImmediate(burn);
    else process.send(['done', { lost, counters: supervisor.counters() }]);
  };
  process.on('message', ({ burnFor }) => {
    until = performance.now() + burnFor;
    burn();
  });
  wss.on('listening', () => process.send(['port', wss.address().port]));
`;

test('no live peer is terminated under 30 s of full CPU load in the same process', async () => {
  using busy = await program(BUSY_SERVER);
  const child: Child = busy.start();
  try {
    const sockets = await openAll(`ws://127.0.0.1:${await child.said('port')}`, 100);
    child.send({ burnFor: 30_000 });
    const { lost, counters } = await child.said<{ lost: unknown[]; counters: Record<string, number> }>(
      'done',
    );
    expect(lost).toEqual([]);
    expect(counters).toMatchObject({ peers: 100, gone: 0 });
    // It did ask, and was answered.
    expect(counters.pongsIn).toBeGreaterThan(500);
    expect(sockets.every(({ readyState }) => readyState === WebSocket.OPEN)).toBe(true);
    for (const socket of sockets) socket.terminate();
  } finally {
    await child.end();
  }
}, 90_000);
