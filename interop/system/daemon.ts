import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../support/free-port.ts';
import type { RunningServer } from '../support/preset-row.ts';
import { found, type Program } from './found.ts';

/** How a program is started. */
export interface DaemonPlan {
  /** What is run, where it is not the program itself. */
  readonly command?: string;
  readonly args: readonly string[];
  /** Files of its folder by name; what it is configured with. */
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Ends what it started besides. */
  stop?(): Promise<void>;
}

/** How long a daemon may take to listen, in ms. */
const PATIENCE = 60_000;

/** Starts a daemon of the system in a folder of its own, and resolves when it listens on a free port of the loopback. */
export async function daemon(
  program: Program,
  plan: (port: number, folder: string) => DaemonPlan | Promise<DaemonPlan>,
): Promise<RunningServer> {
  const folder = mkdtempSync(join(tmpdir(), `heartwire-${program}-`));
  const port = await freePort();
  const { command = found(program) ?? program, args, files = {}, env = {}, stop } = await plan(port, folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const child = spawn(command, args, {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: some start others, which outlive them.
    detached: true,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data) => {
      output = (output + data).slice(-4_000);
    });
  }
  const end = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null && child.pid) {
      const ended = once(child, 'exit');
      process.kill(-child.pid, 'SIGKILL');
      await ended;
    }
    await stop?.();
    rmSync(folder, { recursive: true, force: true });
  };
  const deadline = Date.now() + PATIENCE;
  while (!(await listens(port))) {
    if (child.exitCode === null && Date.now() < deadline) await sleep(50);
    else {
      await end();
      throw new Error(`${program} does not listen: ${output}`);
    }
  }
  return { port, [Symbol.asyncDispose]: end };
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const settle = (answer: boolean) => () => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', settle(true)).once('error', settle(false));
  });
}
