import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** `npm start`, as a process of its own. */
export interface DemoProcess {
  /** Where its page is. */
  readonly url: string;
  /** Sends Ctrl-C; resolves with the exit code, or the signal that ended it. */
  interrupt(): Promise<number | NodeJS.Signals | null>;
}

/** Starts the demo and resolves when its page is served; rejects with its output when it ends before. `port` as in PORT. */
export function startDemo(port = 0): Promise<DemoProcess> {
  const child = spawn(process.execPath, ['demo/start.js'], {
    cwd: root,
    env: { ...process.env, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  return new Promise((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output += chunk;
      const url = /http:\/\/\S+/.exec(output)?.[0];
      if (url) resolve({ url, interrupt: () => interrupt(child) });
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('exit', () => reject(new Error(`The demo ended before it served its page:\n${output}`)));
  });
}

function interrupt(child: ChildProcess): Promise<number | NodeJS.Signals | null> {
  const { exitCode, signalCode } = child;
  if (exitCode !== null || signalCode !== null) return Promise.resolve(exitCode ?? signalCode);
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.on('exit', (code, signal) => resolve(code ?? signal));
  });
  child.kill('SIGINT');
  return ended;
}
