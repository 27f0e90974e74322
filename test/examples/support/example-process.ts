import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** An example, as a process of its own. */
export interface ExampleProcess {
  /** The addresses that it has printed. */
  readonly urls: readonly string[];
  /** Of its first page. */
  readonly url: string;
  readonly port: number;
  /** All that it has printed. */
  readonly output: string;
  /** Sends Ctrl-C; resolves with the exit code, or the signal that ended it. */
  interrupt(): Promise<number | NodeJS.Signals | null>;
  /** Ends it as `kill -9` does. */
  kill(): Promise<unknown>;
}

/** Starts a script of the examples and resolves when it has printed `urls` addresses of pages; rejects with its output when it ends before. */
export function startScript(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  urls = 1,
): Promise<ExampleProcess> {
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  return new Promise((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output += chunk;
      const found = output.match(/http:\/\/[\d.:]+\//g) ?? [];
      if (found.length >= urls) resolve(processOf(child, found, () => output));
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('exit', () => reject(new Error(`The example ended before it served its page:\n${output}`)));
  });
}

/** Starts an example. `port`: any free one by default. */
export function startExample(name: string, port = 0, env: NodeJS.ProcessEnv = {}): Promise<ExampleProcess> {
  return startScript(['examples/start.js', name], { ...env, PORT: String(port) });
}

function processOf(child: ChildProcess, urls: readonly string[], output: () => string): ExampleProcess {
  const url = urls[0] ?? '';
  const end = (signal: NodeJS.Signals) => {
    const { exitCode, signalCode } = child;
    if (exitCode !== null || signalCode !== null) return Promise.resolve(exitCode ?? signalCode);
    const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
      child.on('exit', (code, signal) => resolve(code ?? signal));
    });
    child.kill(signal);
    return ended;
  };
  return {
    urls,
    url,
    port: Number(new URL(url).port),
    get output() {
      return output();
    },
    interrupt: () => end('SIGINT'),
    kill: () => end('SIGKILL'),
  };
}
