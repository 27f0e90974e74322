import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** What a child has said: a name, and a value. */
export type Fact = readonly [name: string, value: unknown];

/** A script of interop/ in a process of its own, which says facts and is told orders. */
export interface Child extends AsyncDisposable {
  /** What it has said, oldest first. */
  readonly said: readonly Fact[];
  /** The values that it has said by this name, oldest first. */
  all(name: string): readonly unknown[];
  /** The n-th value by this name, from 1, as soon as it is said; rejects when the process ends before. */
  nth(name: string, n?: number): Promise<unknown>;
  /** Tells it something. */
  send(name: string, value?: unknown): void;
  /** Ends the process as a crash does. */
  kill(): Promise<void>;
}

const folder = fileURLToPath(new URL('../', import.meta.url));

/** Starts a script of interop/ with options, and resolves when it has said `up`. */
export async function child(file: string, options: object = {}, said: Fact[] = []): Promise<Child> {
  const process = fork(folder + file, [JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const listeners = new Set<() => void>();
  const wasUp = said.filter(([name]) => name === 'up').length;
  const output = lastOutput(process);
  let isOver = false;
  process.on('message', (message) => {
    said.push(message as Fact);
    for (const listener of [...listeners]) listener();
  });
  process.once('exit', () => {
    isOver = true;
    for (const listener of [...listeners]) listener();
  });

  const all = (name: string): unknown[] => said.filter(([other]) => other === name).map(([, value]) => value);
  const nth = (name: string, n = 1): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = all(name);
        if (found.length < n && !isOver) return;
        listeners.delete(look);
        if (found.length >= n) resolve(found[n - 1]);
        else reject(new Error(`${file} ended before it said ${name} ${n} times: ${output()}`));
      };
      listeners.add(look);
      look();
    });
  const kill = async (): Promise<void> => {
    if (isOver) return;
    const ended = once(process, 'exit');
    process.kill('SIGKILL');
    await ended;
  };

  await nth('up', wasUp + 1);
  return {
    said,
    all,
    nth,
    send: (name, value) => process.send([name, value]),
    kill,
    [Symbol.asyncDispose]: kill,
  };
}

/** Its last words on stdout and stderr, for the message of an error. */
function lastOutput({ stdout, stderr }: ChildProcess): () => string {
  let output = '';
  for (const stream of [stdout, stderr]) {
    stream?.on('data', (data) => {
      output = (output + data).slice(-4_000);
    });
  }
  return () => output;
}
