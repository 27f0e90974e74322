import { expect } from 'vitest';
import { constant } from '../../../src/backoff/index.ts';
import { createConnection } from '../../../src/connection.ts';
import { text } from '../../../src/dialects/text.ts';
import type { ConnectionOptions } from '../../../src/options.ts';
import { type RemoteProcess, remoteProcess } from '../../setup/remote-process.ts';
import { remoteProxy } from '../../setup/remote-proxy.ts';
import { type Case, corner, type Ground, settlesAt, sleep, until } from './ground.ts';
import { expectDeadline, expectSockets, firstLoss, lossesOf, MARGIN } from './losses.ts';
import { observed } from './observed.ts';

const BOUND = 400;
const CONNECT = 800;
const SLACK = 20_000;

/** An open connection to a server in a process of its own, with its losses from then on. */
async function served(ground: Ground, options: Partial<ConnectionOptions> = {}) {
  const server = await remoteProcess(ground.control);
  const transport = observed(ground.transport());
  const connection = createConnection({
    url: server.url,
    transport,
    dialect: text(),
    heartbeat: { pingInterval: BOUND / 2, pongTimeout: BOUND / 2 },
    backoff: constant(20),
    connectTimeout: CONNECT,
    ...options,
  });
  await connection.opened();
  return { server, transport, connection, losses: lossesOf(connection, transport) };
}

type Served = Awaited<ReturnType<typeof served>>;

/** It opens again by one socket, and carries messages. */
async function expectBack({ connection, transport, server }: Served): Promise<void> {
  await connection.opened();
  const heard: unknown[] = [];
  connection.on('message', (message) => heard.push(message));
  connection.send('are you there?');
  await until('the server answers', () => heard.length > 0);
  expect(heard).toEqual(['are you there?']);
  expectSockets(transport, 1);
  await connection.close();
  await server.end();
}

const lostThen = (title: string, ill: (server: RemoteProcess) => Promise<void>, next: string): Case => ({
  title,
  async run(ground) {
    const set = await served(ground);
    await ill(set.server);
    const loss = await firstLoss(set.losses);
    expect(loss).toMatchObject({ code: 'ERR_HEARTWIRE_PONG_TIMEOUT', wasOpen: true, verdict: 'retry' });
    expectDeadline(loss, BOUND);
    await until('the next attempt has failed', () => set.losses.length >= 2);
    expect(set.losses[1]).toMatchObject({ code: next, wasOpen: false, verdict: 'retry' });
    await set.server.resume();
    await expectBack(set);
  },
});

/** Servers whose process is stopped or killed. */
export const serverProcessCases: readonly Case[] = [
  lostThen(
    'a stopped server (SIGSTOP), whose kernel acknowledges on, is lost within the bound, dialed in vain until its deadline, and open when it goes on',
    (server) => server.stop(),
    'ERR_HEARTWIRE_CONNECT_TIMEOUT',
  ),
  lostThen(
    'a stopped server with a full accept queue is lost within the bound, dialed in vain until its deadline, and open when there is room',
    (server) => server.crowd(),
    'ERR_HEARTWIRE_CONNECT_TIMEOUT',
  ),
  {
    title: 'a server that is stopped for less than the bound costs nothing',
    async run(ground) {
      const set = await served(ground, { heartbeat: { pingInterval: BOUND / 2, pongTimeout: SLACK } });
      await set.server.stop();
      await until('its answer is awaited', () => set.connection.status === 'awaiting-pong');
      await sleep(BOUND);
      await set.server.resume();
      await until('it is open again', () => set.connection.status === 'open');
      expect([set.losses, set.transport.dials.length]).toEqual([[], 1]);
      await expectBack(set);
    },
  },
  {
    title:
      'a killed server (SIGKILL) is lost at once as 1006, refused while its port is closed, and open when it is started again',
    async run(ground) {
      const set = await served(ground, { heartbeat: { pingInterval: SLACK, pongTimeout: SLACK } });
      const start = performance.now();
      await set.server.kill();
      expect(await firstLoss(set.losses)).toMatchObject({
        code: 'ERR_HEARTWIRE_SOCKET_CLOSED',
        closeCode: 1006,
        wasClean: false,
        wasOpen: true,
        verdict: 'retry',
      });
      expect(performance.now() - start).toBeLessThan(MARGIN);
      await until('two attempts were refused', () => set.losses.length >= 3);
      expect(set.losses[1]).toMatchObject({
        code: 'ERR_HEARTWIRE_DIAL_FAILED',
        wasOpen: false,
        verdict: 'retry',
      });
      await set.server.start();
      await expectBack(set);
    },
  },
  {
    title: 'a server that is killed while it is stopped is lost once, at the kill',
    async run(ground) {
      const set = await served(ground, { heartbeat: { pingInterval: BOUND / 2, pongTimeout: SLACK } });
      await set.server.stop();
      await until('its answer is awaited', () => set.connection.status === 'awaiting-pong');
      expect(set.losses).toEqual([]);
      await set.server.kill();
      expect(await firstLoss(set.losses)).toMatchObject({
        code: 'ERR_HEARTWIRE_SOCKET_CLOSED',
        closeCode: 1006,
      });
      expect(set.losses.filter(({ wasOpen }) => wasOpen).length).toBe(1);
      await set.server.start();
      await expectBack(set);
    },
  },
];

/** Ports at which nobody listens for a while. */
export const portCases: readonly Case[] = [
  {
    title:
      'a port that is closed leaves an open link alone; once that is reset, dials are refused until the port is open again',
    async run(ground) {
      const proxy = await remoteProxy(ground.control);
      const { url, count } = corner(ground.control);
      const transport = observed(ground.transport());
      const connection = createConnection({
        url: url('/heartbeat', {}, proxy.url),
        transport,
        dialect: text(),
        heartbeat: { pingInterval: 50, pongTimeout: SLACK },
        backoff: constant(20),
      });
      await connection.opened();
      const losses = lossesOf(connection, transport);
      await proxy.mode('refuse');
      let pongs = 0;
      connection.on('pong', () => {
        pongs += 1;
      });
      await until('beats go on', () => pongs >= 2);
      expect(losses).toEqual([]);
      await proxy.reset();
      await until('three attempts were refused', () => losses.length >= 4);
      const [cut, ...refused] = losses.map(({ code, closeCode, wasOpen }) => ({ code, closeCode, wasOpen }));
      expect(cut).toEqual({ code: 'ERR_HEARTWIRE_SOCKET_CLOSED', closeCode: 1006, wasOpen: true });
      expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(['ERR_HEARTWIRE_DIAL_FAILED']));
      await proxy.mode('flow');
      await connection.opened();
      await settlesAt('sockets at the server', 1, async () => (await count()).open);
      expectSockets(transport, 1);
      await connection.close();
      await proxy.close();
    },
  },
];
