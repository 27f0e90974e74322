// @ts-check
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { wsconnect } from '@nats-io/nats-core';
import { WebSocket } from 'ws';
import { found } from '../../system/found.ts';

/** @type {import('../row.ts').ClientRow} */
export default {
  name: '@nats-io/nats-core',
  mode: 'single link',
  underWay: { seen: 'once', runs: 1 },
  missing: () => (found('nats-server') ? undefined : 'nats-server is not installed'),
  async serve(desk, port) {
    const daemon = await natsServer(port);
    const worker = await dial(`ws://127.0.0.1:${port}`, (url) => new WebSocket(url));
    worker.subscribe('unit', {
      callback: (_, message) =>
        void desk.do(Number(message.string())).then((n) => message.respond(String(n))),
    });
    await worker.flush();
    return {
      async close() {
        await daemon.kill();
        await worker.close();
      },
    };
  },
  async connect(url, Socket, heard) {
    const connection = await dial(url, (to) => new Socket(to));
    return {
      unit: async (n) =>
        heard(Number((await connection.request('unit', String(n), { timeout: 5_000 })).string())),
      close: () => connection.close(),
    };
  },
};

/** @param {string} url @param {(url: string) => any} create */
const dial = (url, create) =>
  wsconnect({
    servers: url,
    wsFactory: async (to) => ({ socket: create(to), encrypted: false }),
    maxReconnectAttempts: -1,
    reconnectTimeWait: 40,
    reconnectJitter: 0,
  });

/** @param {number} port */
async function natsServer(port) {
  const folder = mkdtempSync(join(tmpdir(), 'heartwire-nats-'));
  const config = join(folder, 'nats.conf');
  writeFileSync(config, `listen: "127.0.0.1:-1"\nwebsocket { listen: "127.0.0.1:${port}", no_tls: true }\n`);
  const daemon = spawn(found('nats-server') ?? '', ['-c', config], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(daemon, 'exit');
  await new Promise((resolve, reject) => {
    daemon.stderr.on('data', (line) => String(line).includes('Server is ready') && resolve(line));
    daemon.once('exit', () => reject(new Error('nats-server ended')));
  });
  return {
    async kill() {
      daemon.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
