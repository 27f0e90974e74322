import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';
import { type Chromium, launchOptions } from '../../support/chromium.ts';

/** A tab of a browser of its own, over the DevTools protocol without a library: Playwright keeps hidden pages awake. */
export interface Tab {
  /** Runs JavaScript in the tab; resolves with its value, which JSON must be able to say. */
  evaluate<T>(expression: string): Promise<T>;
  /** Gives the tab a command of the DevTools protocol, such as `Network.enable`. */
  command<T = unknown>(method: string, params?: object): Promise<T>;
}

export interface Browser extends AsyncDisposable {
  /** Opens a tab in front of all others of the window. */
  open(url: string): Promise<Tab>;
}

interface Answer {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** Starts a browser with a profile of its own and no window to be seen, but with tabs as in one. `extra`: switches of Chromium. */
export async function startBrowser(chromium: Chromium, extra: readonly string[] = []): Promise<Browser> {
  const { executablePath, args, env } = launchOptions(chromium);
  const profile = mkdtempSync(join(tmpdir(), 'heartwire-tabs-'));
  const flags = ['--headless=new', '--remote-debugging-port=0', `--user-data-dir=${profile}`];
  const child = spawn(executablePath, [...args, ...flags, ...extra, 'about:blank'], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const exited = once(child, 'exit');
  const socket = new WebSocket(await endpoint(child.stderr));
  await once(socket, 'open');
  const waiting = new Map<number, (answer: Answer) => void>();
  let lastId = 0;
  socket.on('message', (data) => {
    const answer: Answer = JSON.parse(String(data));
    if (answer.id !== undefined) waiting.get(answer.id)?.(answer);
  });
  const command = <T>(method: string, params: object, sessionId?: string): Promise<T> =>
    new Promise((resolve, reject) => {
      const id = ++lastId;
      waiting.set(id, ({ result, error }) => {
        waiting.delete(id);
        if (error) reject(new Error(`${method}: ${error.message}`));
        else resolve(result as T);
      });
      socket.send(JSON.stringify({ id, method, params, sessionId }));
    });
  return {
    async open(url) {
      const { targetId } = await command<{ targetId: string }>('Target.createTarget', { url });
      const attach = { targetId, flatten: true };
      const { sessionId } = await command<{ sessionId: string }>('Target.attachToTarget', attach);
      return {
        command: (method, params = {}) => command(method, params, sessionId),
        async evaluate<T>(expression: string) {
          const params = { expression, awaitPromise: true, returnByValue: true };
          const { result, exceptionDetails } = await command<{
            readonly result: { readonly value: T };
            readonly exceptionDetails?: { readonly text: string };
          }>('Runtime.evaluate', params, sessionId);
          if (exceptionDetails) throw new Error(`${exceptionDetails.text} in ${expression.slice(0, 80)}`);
          return result.value;
        },
      };
    },
    async [Symbol.asyncDispose]() {
      // Killed, it would leave helpers that write into the profile for a while.
      socket.send(JSON.stringify({ id: ++lastId, method: 'Browser.close' }));
      const impatience = setTimeout(() => child.kill('SIGKILL'), 5_000);
      await exited;
      clearTimeout(impatience);
      socket.terminate();
      rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}

/** Where it listens, which it says among its complaints. */
async function endpoint(stderr: NodeJS.ReadableStream): Promise<string> {
  const said: string[] = [];
  for await (const line of createInterface({ input: stderr })) {
    const url = /^DevTools listening on (ws:\S+)/.exec(line)?.[1];
    if (url) {
      // Nobody reads on, and a full pipe would stop it.
      stderr.resume();
      return url;
    }
    said.push(line);
  }
  throw new Error(`the browser did not start:\n${said.join('\n')}`);
}
