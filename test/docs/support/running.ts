import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/** A reader's program that runs, and what it has said so far. */
export interface Program {
  readonly lines: readonly string[];
  readonly child: ChildProcess;
}

/** How many times faster a program lives whose clock is `HURRIED`. */
const HURRY = 15;

/** Makes the timers and the clock of a page or process run fast, so that a test need not wait for the defaults. */
export const HURRIED = `{
  const { setTimeout: later, setInterval: repeat } = globalThis;
  const { now } = Date;
  const start = now();
  Date.now = () => start + (now() - start) * ${HURRY};
  globalThis.setTimeout = (call, ms, ...rest) => later(call, ms / ${HURRY}, ...rest);
  globalThis.setInterval = (call, ms, ...rest) => repeat(call, ms / ${HURRY}, ...rest);
}`;

/** Lets so many ms of a hurried clock pass. */
export const pass = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms / HURRY));

/** Starts a file in a Node process of its own, after the modules in `preload`. */
export function start(path: string, ...preload: string[]): Program {
  const imports = preload.flatMap((each) => ['--import', pathToFileURL(each).href]);
  const child = spawn(process.execPath, [...imports, path], { stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => lines.push(...text.trimEnd().split('\n')));
  }
  return { lines, child };
}

/** Resolves once `condition` holds, and rejects with `what` when it takes far too long. */
export async function until(what: () => string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 15_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`still waiting: ${what()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A port of the loopback interface that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createTcpServer();
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Whether somebody listens on a port of the loopback interface. */
export const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });

/** A site whose page runs a program as a bundler makes it of `entry`, and which gives out numbered tokens, to be cached. */
export async function site(entry: string): Promise<{ readonly url: string; close(): void }> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    format: 'esm',
    write: false,
    target: 'es2022',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'silent',
  });
  const answers: Readonly<Record<string, readonly [type: string, body: string]>> = {
    '/': [
      'text/html',
      '<!doctype html><link rel="icon" href="data:,"><script type="module" src="/main.js"></script>',
    ],
    '/main.js': ['text/javascript', outputFiles[0]?.text ?? ''],
  };
  let tokens = 0;
  const server = createServer(({ url = '/' }, response) => {
    if (url === '/token') {
      tokens += 1;
      response.writeHead(200, { 'cache-control': 'max-age=600' }).end(`number-${tokens}`);
      return;
    }
    const [type, body] = answers[url] ?? ['text/plain', ''];
    response.writeHead(body ? 200 : 404, { 'content-type': type }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${port}/`, close };
}
