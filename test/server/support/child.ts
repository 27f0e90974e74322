import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** A Node process of its own, and what it says by `process.send`. */
export interface Child {
  readonly process: ChildProcess;
  /** Resolves with the next message that has `name`, and what it says. */
  said<T>(name: string): Promise<T>;
  send(message: object): void;
  /** Kills it, unless it has ended; resolves with what it wrote to stderr. */
  end(): Promise<string>;
}

export interface Program extends Disposable {
  /** Starts it with arguments for Node and for itself. */
  start(execArgv?: readonly string[], args?: readonly string[]): Child;
}

/** Bundles TypeScript for a process of its own. Imports are relative to the root of the repository. */
export async function program(source: string): Promise<Program> {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: root, loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    write: false,
    logLevel: 'silent',
  });
  const folder = mkdtempSync(join(tmpdir(), 'heartwire-child-'));
  const file = join(folder, 'child.cjs');
  writeFileSync(file, outputFiles[0]?.text ?? '');
  return {
    start: (execArgv = [], args = []) => child([...execArgv, file, ...args]),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function child(args: readonly string[]): Child {
  const process = spawn(globalThis.process.execPath, args, { stdio: ['ignore', 'inherit', 'pipe', 'ipc'] });
  const listeners = new Set<(name: string, value: unknown) => void>();
  let complaint = '';
  process.stderr?.on('data', (data) => {
    complaint += data;
  });
  const exited = new Promise<void>((resolve) => process.once('exit', () => resolve()));
  process.on('message', (message) => {
    const [name, value] = message as [string, unknown];
    for (const listener of [...listeners]) listener(name, value);
  });
  const self: Child = {
    process,
    said: (wanted) =>
      new Promise((resolve, reject) => {
        const listener = (name: string, value: unknown) => {
          if (name !== wanted) return;
          listeners.delete(listener);
          resolve(value as never);
        };
        listeners.add(listener);
        exited.then(() => reject(new Error(`the child ended before it said ${wanted}: ${complaint}`)));
      }),
    send: (message) => process.send?.(message),
    async end() {
      if (process.exitCode === null && process.signalCode === null) {
        process.kill('SIGCONT');
        process.kill('SIGKILL');
      }
      await exited;
      return complaint;
    },
  };
  return self;
}
