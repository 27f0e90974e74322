import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { fillAcceptQueue } from './full-accept-queue.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Answers `heart_beat` with `ok` and echoes the rest. The backlog is so short that a few dials fill it. */
const server = `
  const { WebSocketServer } = require('ws');
  const http = require('node:http').createServer();
  new WebSocketServer({ server: http }).on('connection', (socket) => {
    socket.on('error', () => socket.terminate());
    socket.on('message', (data, isBinary) => {
      const text = String(data);
      socket.send(!isBinary && text === 'heart_beat' ? 'ok' : data, { binary: isBinary });
    });
  });
  const port = Number(process.argv[1]);
  http.listen({ port, host: '127.0.0.1', backlog: 1 }, () => console.log(http.address().port));
`;

/** A WebSocket server in a process of its own, always at the same port. Not for Windows. */
export interface ServerProcess {
  readonly port: number;
  /** Starts it again after `kill`. */
  start(): Promise<void>;
  /** `SIGSTOP`: it does nothing more, while the kernel acknowledges what comes and completes connections. */
  stop(): void;
  /** Stops it and fills its accept queue, so that the kernel completes no connection either. */
  crowd(): Promise<void>;
  /** `SIGCONT`; who stood in the queue goes. */
  resume(): void;
  /** `SIGKILL`; resolves when it is gone. */
  kill(): Promise<void>;
  /** Leaves nothing behind. */
  end(): Promise<void>;
}

/** Starts a server on a free port. */
export async function serverProcess(): Promise<ServerProcess> {
  let { child, port } = await run(0);
  let crowd: readonly Socket[] = [];
  const disperse = (): void => {
    for (const socket of crowd) socket.destroy();
    crowd = [];
  };
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  };
  return {
    get port() {
      return port;
    },
    async start() {
      ({ child, port } = await run(port));
    },
    stop: () => void child.kill('SIGSTOP'),
    async crowd() {
      child.kill('SIGSTOP');
      crowd = await fillAcceptQueue(port);
    },
    resume() {
      disperse();
      child.kill('SIGCONT');
    },
    kill,
    async end() {
      disperse();
      await kill();
    },
  };
}

async function run(port: number): Promise<{ child: ChildProcess; port: number }> {
  const child = spawn(process.execPath, ['-e', server, String(port)], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [data] = await once(child.stdout, 'data');
  return { child, port: Number(data) };
}
