import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createClient, type RedisClientType } from 'redis';

/** Whether a `redis-server` is on the PATH. */
export const hasRedis = spawnSync('redis-server', ['--version']).status === 0;

/** A redis-server of the test's own on loopback, that keeps nothing. */
export interface RedisServer {
  readonly port: number;
  /** A client with this server's url, which nobody has connected. */
  client(): RedisClientType;
  /** Sends a command over a connection of its own. */
  run(...args: readonly string[]): Promise<unknown>;
  /** Kills it, as a crash does. */
  kill(): Promise<void>;
  /** Starts it again on the same port, empty. */
  restart(): Promise<void>;
  /** Stops its process without closing a connection, until `thaw`. */
  freeze(): void;
  thaw(): void;
  /** Ends it, frozen or not. */
  stop(): Promise<void>;
}

export async function startRedis(): Promise<RedisServer> {
  const port = await freePort();
  let child = await spawnRedis(port);
  const client = (): RedisClientType => createClient({ url: `redis://127.0.0.1:${port}` });
  const kill = async () => {
    const exited = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined;
    child.kill('SIGKILL');
    await exited;
  };
  return {
    port,
    client,
    async run(...args) {
      const connection = await client()
        .on('error', () => {})
        .connect();
      try {
        return await connection.sendCommand(args);
      } finally {
        connection.destroy();
      }
    },
    kill,
    async restart() {
      child = await spawnRedis(port);
    },
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    stop: kill,
  };
}

/** Starts the process; resolves when it takes connections. */
async function spawnRedis(port: number): Promise<ChildProcess> {
  const args = ['--bind', '127.0.0.1', '--port', String(port), '--save', '', '--appendonly', 'no'];
  const child = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const end = () => child.kill('SIGKILL');
  // A run that ends before its tests do leaves no server behind.
  process.once('exit', end);
  child.once('exit', () => process.off('exit', end));
  let output = '';
  await new Promise<void>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', () => reject(new Error(`redis-server ended: ${output.slice(-500)}`)));
    child.stdout.on('data', (chunk) => {
      output += chunk;
      if (output.includes('Ready to accept connections')) resolve();
    });
  });
  return child;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
