import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type Browser, chromium } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { faultProxy } from '../../src/testing/fault-proxy.ts';
import { hasRedis, startRedis } from '../presence/support/redis-server.ts';
import { launchOptions, resolveChromium } from '../support/chromium.ts';
import { type CodeBlock, codeBlocks, read } from './support/markdown.ts';
import { freePort, HURRIED, listens, pass, site, start, until } from './support/running.ts';
import { installed, type Scratch } from './support/scratch.ts';

const blocks = codeBlocks(read('README.md')).filter(({ language }) => language !== 'sh');
/** Without a browser the project `browser` ends the run, and says what to do. */
const found = await resolveChromium().catch(() => undefined);

let scratch: Scratch;
const endings: (() => unknown)[] = [];

beforeAll(async () => {
  scratch = await installed();
}, 60_000);

afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

afterAll(() => (scratch as Scratch | undefined)?.remove());

const used = new Set<CodeBlock>();

/** The block under a heading that has a text in it. */
function block(heading: string, text = ''): string {
  const [one, ...more] = blocks.filter((each) => each.heading === heading && each.code.includes(text));
  if (!one || more.length > 0) throw new Error(`${one ? 'several blocks' : 'no block'} below ${heading}`);
  used.add(one);
  return one.code;
}

/** The block as a reader pastes it, but for the host and port. */
const at = (port: number, code: string) =>
  code
    .replaceAll(/wss?:\/\/[\w.]+(:\d+)?/g, `ws://127.0.0.1:${port}`)
    .replace("host: 'localhost', port: 8080", `host: '127.0.0.1', port: ${port}`)
    .replace("host: '127.0.0.1', port: 8080", `host: '127.0.0.1', port: ${port}`)
    .replace("listen(8080, '127.0.0.1')", `listen(${port}, '127.0.0.1')`);

/** The README's own server in a process of its own, behind a proxy that can freeze it. */
async function readmeServer() {
  const port = await freePort();
  const server = start(scratch.write('server.js', at(port, block('A server to talk to'))));
  endings.push(() => server.child.kill());
  await until(
    () => server.lines.join('\n'),
    () => listens(port),
  );
  const proxy = await faultProxy({ target: port });
  endings.push(() => proxy.close());
  return proxy;
}

test('every block compiles for a reader, against the declarations of the package', async () => {
  const documents = ['README.md', 'docs/close-codes.md', 'docs/errors.md'];
  const isExcerpt = ({ code }: CodeBlock) =>
    read('examples/test-your-server/busy-server.js').includes(code.trim().split('\n')[0] ?? '');
  const all = documents
    .flatMap((path) => codeBlocks(read(path)))
    .filter((each) => ['js', 'ts', 'tsx'].includes(each.language) && !isExcerpt(each));
  all.forEach(({ language, code }, index) => {
    scratch.write(`block-${index}.${language === 'js' ? 'ts' : language}`, code);
  });
  await scratch.typecheck();
  expect(new Set(all.map(({ language }) => language))).toEqual(new Set(['js', 'ts', 'tsx']));
}, 60_000);

describe('the quick start for Node', () => {
  test('runs as pasted: is answered, stays open while the server answers pings, and notices a frozen link', async () => {
    const proxy = await readmeServer();
    const client = start(
      scratch.write('client.js', at(proxy.port, block('In Node'))),
      scratch.write('hurried.js', HURRIED),
    );
    endings.push(() => client.child.kill());
    const said = () => client.lines.join('\n');
    await until(said, () => client.lines.includes('received hello'));
    await pass(40_000);
    expect(client.lines.filter((line) => !line.includes('CONNECT_TIMEOUT'))).toEqual(['received hello']);
    await proxy.mode('freeze');
    await until(said, () => client.lines.some((line) => line.startsWith('lost ERR_HEARTWIRE_PONG_TIMEOUT')));
    expect(client.child.exitCode).toBe(null);
  }, 60_000);

  test('without a transport says which import to use, where Node has no WebSocket', async () => {
    const { port } = await readmeServer();
    const code = at(port, block('In Node')).replace('  transport: ws(),\n', '');
    const client = start(
      scratch.write('bare.js', code),
      scratch.write('old.js', 'delete globalThis.WebSocket;'),
    );
    endings.push(() => client.child.kill());
    await until(
      () => client.lines.join('\n'),
      () => client.child.exitCode !== null,
    );
    const said = client.lines.join('\n');
    expect(said).toContain('ERR_HEARTWIRE_NO_WEBSOCKET');
    expect(said).toContain("import { ws } from 'heartwire/ws'");
  }, 60_000);
});

test('the drop-in runs as pasted: what is sent at once is queued, and answered', async () => {
  const { port } = await readmeServer();
  const client = start(
    scratch.write('drop-in.js', at(port, block('In the place of a WebSocket'))),
    scratch.write('browser-like.js', "import { WebSocket } from 'ws'; globalThis.WebSocket = WebSocket;"),
  );
  endings.push(() => client.child.kill());
  await until(
    () => client.lines.join('\n'),
    () => client.lines.includes('received hello'),
  );
}, 60_000);

describe('the server half', () => {
  /** The program of a block, once it listens. */
  async function serving(name: string, code: (port: number) => string) {
    const port = await freePort();
    const program = start(scratch.write(name, code(port)));
    endings.push(() => program.child.kill('SIGKILL'));
    const said = () => program.lines.join('\n');
    await until(said, () => listens(port));
    return { port, program, said };
  }

  async function dial(port: number, path = '', origin?: string) {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, origin === undefined ? {} : { origin });
    endings.push(() => socket.terminate());
    const heard: string[] = [];
    socket.on('message', (data) => heard.push(String(data)));
    const refused = new Promise((_, reject) => socket.on('error', reject));
    refused.catch(() => {});
    await Promise.race([once(socket, 'open'), refused]);
    return { socket, heard };
  }

  test('supervises as pasted: admits, answers, tells who comes and goes, and drains at SIGTERM', async () => {
    const { port, program, said } = await serving('supervised.js', (free) => at(free, block('On a server')));
    await expect(dial(port, '/ws', 'https://elsewhere.example')).rejects.toThrow('403');
    const one = await dial(port, '/ws', 'https://app.example');
    one.socket.send('hello');
    await until(said, () => one.heard.includes('echo hello'));
    one.socket.terminate();
    await until(said, () => /is there[\s\S]*has gone: ERR_HEARTWIRE_SOCKET_CLOSED/.test(said()));
    program.child.kill('SIGTERM');
    await until(said, () => program.child.exitCode !== null);
    expect(program.child.exitCode).toBe(0);
  }, 60_000);

  test('tells a room who is present, as pasted', async () => {
    const { port, said } = await serving('present.js', (free) => at(free, block('Presence', 'onChange')));
    const ann = await dial(port);
    ann.socket.send(JSON.stringify({ event: 'enter', message: 'ann', roomId: 'lobby' }));
    const joined = { event: 'joined', room: 'lobby', member: 'ann', online: 1 };
    await until(said, () => ann.heard.some((text) => text === JSON.stringify(joined)));
  }, 60_000);

  test.skipIf(!hasRedis)(
    'spans nodes through Redis, as pasted',
    async () => {
      const redis = await startRedis();
      endings.push(() => redis.stop());
      const code = block('Presence', 'redisStore').replace(
        'redis://127.0.0.1:6379',
        `redis://127.0.0.1:${redis.port}`,
      );
      const told = `${code}
      presence.onChange(({ type, member }) => console.log(type, member));
      await presence.ready();
      presence.join('lobby', process.argv[1].endsWith('node-one.js') ? 'one' : 'two');
    `;
      const nodes = ['one', 'two'].map((name) => start(scratch.write(`node-${name}.js`, told)));
      for (const { child } of nodes) endings.push(() => child.kill('SIGKILL'));
      const said = () => nodes.map(({ lines }) => lines.join()).join('\n');
      await until(said, () =>
        nodes.every(({ lines }) => ['joined one', 'joined two'].every((line) => lines.includes(line))),
      );
    },
    60_000,
  );
});

test('the example of a test runs as pasted, says what it says that it says, and ends by itself', async () => {
  const code = block('Testing with it');
  const [, said] = /console\.log\(.*\); \/\/ (.*)/.exec(code) ?? [];
  const program = start(scratch.write('frozen.mjs', code));
  endings.push(() => program.child.kill());
  await until(
    () => program.lines.join('\n'),
    () => program.child.exitCode !== null,
  );
  expect([program.lines, program.child.exitCode]).toEqual([[said], 0]);
}, 60_000);

describe.skipIf(!found)('in a browser', () => {
  let browser: Browser;

  beforeAll(async () => {
    if (found) browser = await chromium.launch(launchOptions(found));
  }, 60_000);

  afterAll(() => browser?.close());

  /** Opens a page that runs a module, and listens to what it says. */
  async function open(name: string, code: string, before = '') {
    const { url, close } = await site(scratch.write(name, code));
    const page = await browser.newPage();
    endings.push(close, () => page.close());
    const lines: string[] = [];
    page.on('console', (message) => lines.push(message.text()));
    page.on('pageerror', (error) => lines.push(`uncaught ${error.message}`));
    await page.addInitScript(before);
    await page.goto(url);
    return { page, lines, said: () => lines.join('\n') };
  }

  /** A server that echoes, knows a heartbeat, keeps the urls that it was dialed by, and closes its first links with these codes. */
  async function server(...codes: number[]) {
    const urls: string[] = [];
    const sockets = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    sockets.on('connection', (socket, { url = '' }) => {
      urls.push(url);
      const code = codes.shift();
      if (code) socket.close(code);
      socket.on('message', (data) => socket.send(String(data) === 'heart_beat' ? 'ok' : String(data)));
    });
    await new Promise((resolve) => sockets.on('listening', resolve));
    endings.push(() => {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
    });
    return { port: (sockets.address() as AddressInfo).port, urls, sockets };
  }

  test('the quick start runs as pasted: is answered, stays open while pings are, notices a frozen link, and comes back', async () => {
    const proxy = await readmeServer();
    const { lines, said } = await open('main.ts', at(proxy.port, block('In a browser')), HURRIED);
    await until(said, () => lines.includes('received hello'));
    await pass(40_000);
    // A ping went out, and what came back was taken for the answer and not for a message.
    expect(lines).toContain('awaiting-pong');
    expect(lines.filter((line) => /received|PONG_TIMEOUT/.test(line))).toEqual(['received hello']);
    await proxy.mode('freeze');
    await until(said, () => lines.some((line) => line.startsWith('lost ERR_HEARTWIRE_PONG_TIMEOUT')));
    const after = lines.length;
    await proxy.mode('flow');
    await until(said, () => lines.slice(after).includes('open'));
    expect(said()).not.toContain('uncaught');
  }, 60_000);

  test('a url function brings a token to every dial, and a fresh one after 4401, once', async () => {
    const { port, urls } = await server(1011, 4401, 4401);
    const { said } = await open('token.ts', at(port, block('Fresh credentials')), HURRIED);
    await until(said, () => said().includes('log in again ERR_HEARTWIRE_SOCKET_CLOSED'));
    expect(urls).toEqual(['/?token=number-1', '/?token=number-1', '/?token=number-2']);
    expect(said()).not.toContain('uncaught');
  }, 60_000);

  test('json() carries the messages of its types', async () => {
    const { port } = await server();
    const { lines, said } = await open('json.ts', at(port, block('Heartbeats', 'json<')));
    await until(said, () => lines.includes('received hello'));
    expect(lines).toEqual(['received hello']);
  }, 60_000);

  test('a preset beats as its system does, and gives up after its retries', async () => {
    const { port, urls, sockets } = await server();
    const code = at(port, block('Heartbeats', 'textHeartbeat')).replace('retryLimit: 20', 'retryLimit: 2');
    const { lines, said } = await open('preset.ts', code, HURRIED);
    await until(said, () => urls.length === 1);
    await pass(70_000);
    expect([urls.length, lines]).toEqual([1, []]);
    sockets.close();
    for (const socket of sockets.clients) socket.terminate();
    await until(said, () => lines.includes('please reload'));
  }, 60_000);

  test('an inspector hears of the actor', async () => {
    const { port } = await server();
    const { lines, said } = await open(
      'inspect.ts',
      at(port, block('With React, and with an inspector', 'inspect:')),
    );
    await until(said, () =>
      ['@xstate.actor', '@xstate.event', '@xstate.snapshot'].every((type) => lines.includes(type)),
    );
    expect(said()).not.toContain('uncaught');
  }, 60_000);

  test('a connection in a machine of the reader’s own sends, hears, and leads the machine where it ends', async () => {
    const { port, sockets } = await server();
    const received: string[] = [];
    sockets.on('connection', (socket) => socket.on('message', (data) => received.push(String(data))));
    const code = `${at(port, block('In a machine of your own'))}
      actor.subscribe(({ value }) => console.log(JSON.stringify(value)));`;
    const { lines, said } = await open('session.ts', code);
    await until(said, () => received.includes('hello'));
    for (const socket of sockets.clients) socket.send('hi');
    await until(said, () => lines.includes('received hi'));
    for (const socket of sockets.clients) socket.close(4403, 'banned');
    await until(said, () => lines.includes('"over"'));
  }, 60_000);

  test('heartwire/lite receives what the server sends', async () => {
    const { port, sockets } = await server();
    const { lines, said } = await open('lite.ts', at(port, block('Small')));
    await until(said, () => sockets.clients.size === 1);
    for (const socket of sockets.clients) socket.send('42');
    await until(said, () => lines.includes('42'));
  }, 60_000);

  test('a React component shows the status through useSelector, and follows it', async () => {
    const { port, sockets } = await server();
    scratch.write('Status.tsx', block('With React, and with an inspector', 'useSelector'));
    const program = `
      import { createElement } from 'react';
      import { createRoot } from 'react-dom/client';
      import { createConnection } from 'heartwire';
      import { Status } from './Status.tsx';
      const connection = createConnection({ url: 'ws://localhost:8080', autoConnect: false, backoff: () => 200 });
      const root = createRoot(document.body.appendChild(document.createElement('div')));
      new MutationObserver(() => console.log(document.querySelector('output')?.textContent)).observe(document.body, {
        childList: true, characterData: true, subtree: true,
      });
      root.render(createElement(Status, { connection }));
      setTimeout(() => connection.connect(), 100);
      window.end = () => connection.close();`;
    const { page, lines, said } = await open('react.ts', at(port, program));
    await until(said, () => lines.includes('open'));
    for (const socket of sockets.clients) socket.close(1011);
    await until(said, () => lines.filter((line) => line === 'open').length === 2);
    await page.evaluate('window.end()');
    await until(said, () => lines.includes('closed'));
    const twice = ['connecting', 'open'];
    expect(lines).toEqual(['idle', ...twice, 'backoff', ...twice, 'closing', 'closed']);
  }, 60_000);

  test('the tests of a server, the bug that they find and what they say of it are those of the example', () => {
    const heading = 'Test your own server';
    const example = (name: string) => read(`examples/test-your-server/${name}`);
    const indented = (text: string) => text.trimEnd().replace(/^/gm, '      ');
    expect(example('server.test.js')).toBe(`// @ts-check\n${block(heading, 'runServerTests(')}`);
    expect(example('busy-server.js')).toContain(indented(block(heading, 'this is the bug')));
    expect(read('test/examples/test-your-server.node.test.ts')).toContain(
      block(heading, 'did not answer').trim(),
    );
  });

  test('no block is left that nothing runs', () => {
    if (!hasRedis) block('Presence', 'redisStore');
    expect(blocks.filter((each) => !used.has(each)).map(({ heading }) => heading)).toEqual([]);
  });
});
