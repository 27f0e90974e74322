import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type FaultProxy, faultProxy } from '../../src/testing/fault-proxy.ts';
import { runInNode } from './support/node-child.ts';

/** A TCP server that sends back what it gets, and keeps a record of it. */
interface Echo {
  readonly server: Server;
  readonly sockets: Socket[];
  readonly ends: string[];
}

let echo: Echo;
let proxy: FaultProxy;
const clients: Socket[] = [];

beforeEach(async () => {
  echo = { server: createServer({ allowHalfOpen: true, noDelay: true }), sockets: [], ends: [] };
  echo.server.on('connection', (socket) => {
    echo.sockets.push(socket);
    socket.on('data', (data) => socket.write(data));
    socket.on('end', () => {
      echo.ends.push('end');
      socket.end();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => echo.ends.push(String(error.code)));
  });
  echo.server.listen(0, '127.0.0.1');
  await once(echo.server, 'listening');
  proxy = await faultProxy({ target: (echo.server.address() as AddressInfo).port });
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await proxy.close();
  for (const socket of echo.sockets) socket.destroy();
  await new Promise((resolve) => echo.server.close(resolve));
});

/** A client with a record of what it was told. */
class Client {
  readonly socket: Socket;
  readonly chunks: Buffer[] = [];
  readonly events: string[] = [];

  constructor(port: number) {
    this.socket = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
    clients.push(this.socket);
    this.socket.on('connect', () => this.events.push('connect'));
    this.socket.on('data', (data) => this.chunks.push(data));
    this.socket.on('end', () => this.events.push('end'));
    this.socket.on('error', (error: NodeJS.ErrnoException) => this.events.push(String(error.code)));
  }

  get text(): string {
    return Buffer.concat(this.chunks).toString();
  }
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const QUIET = 60;

async function connected(): Promise<Client> {
  const client = new Client(proxy.port);
  await expect.poll(() => client.events).toEqual(['connect']);
  client.socket.write('hello ');
  await expect.poll(() => client.text).toBe('hello ');
  return client;
}

describe('a fault proxy that flows', () => {
  test('passes bytes both ways, and counts its clients', async () => {
    await connected();
    await connected();
    expect(proxy.connections).toBe(2);
  });

  test('passes the end of either side on after what was sent before it', async () => {
    const client = await connected();
    client.socket.end('bye');
    await expect.poll(() => client.events).toEqual(['connect', 'end']);
    expect([client.text, echo.ends]).toEqual(['hello bye', ['end']]);
    await expect.poll(() => proxy.connections).toBe(0);
  });

  test("passes a client's RST on to the target", async () => {
    const client = await connected();
    client.socket.resetAndDestroy();
    await expect.poll(() => echo.ends).toEqual(['ECONNRESET']);
    expect(proxy.connections).toBe(0);
  });

  test("passes the target's RST on to the client", async () => {
    const client = await connected();
    echo.sockets[0]?.resetAndDestroy();
    await expect.poll(() => client.events).toEqual(['connect', 'ECONNRESET']);
  });

  test('passes 8 MiB through unchanged', async () => {
    const client = await connected();
    const sent = Buffer.alloc(8 * 1_048_576, 'heartwire ');
    client.socket.write(sent);
    await expect.poll(() => client.text.length, { timeout: 10_000 }).toBe(6 + sent.length);
    expect(Buffer.concat(client.chunks).subarray(6).equals(sent)).toBe(true);
  });

  test('cuts a client whose target is not there', async () => {
    const { port } = echo.server.address() as AddressInfo;
    await new Promise((resolve) => echo.server.close(resolve));
    const lost = await faultProxy({ target: { port, host: '127.0.0.1' } });
    const client = new Client(lost.port);
    await expect.poll(() => client.events.at(-1)).toBe('ECONNRESET');
    await lost.close();
    echo.server.listen(0, '127.0.0.1');
  });
});

describe('a frozen fault proxy', () => {
  test('passes nothing either way and reports no end; thawed, it delivers what was held, in order', async () => {
    const client = await connected();
    await proxy.mode('freeze');
    client.socket.write('one ');
    echo.sockets[0]?.write('two ');
    await sleep(QUIET);
    expect([client.text, client.events]).toEqual(['hello ', ['connect']]);
    client.socket.end('three ');
    echo.sockets[0]?.write('four ');
    await sleep(QUIET);
    expect([client.text, client.events, echo.ends]).toEqual(['hello ', ['connect'], []]);
    await proxy.mode('flow');
    await expect.poll(() => client.events).toEqual(['connect', 'end']);
    expect(client.text).toBe('hello two four one three ');
  });

  test('keeps the RST of a client to itself until it thaws', async () => {
    const client = await connected();
    await proxy.mode('freeze');
    client.socket.resetAndDestroy();
    await sleep(QUIET);
    expect(echo.ends).toEqual([]);
    await proxy.mode('flow');
    await expect.poll(() => echo.ends).toEqual(['ECONNRESET']);
  });

  test('takes new connections and says nothing to them until it thaws', async () => {
    await proxy.mode('freeze');
    const client = new Client(proxy.port);
    client.socket.write('hello');
    await sleep(QUIET);
    expect([client.events, client.text]).toEqual([['connect'], '']);
    await proxy.mode('flow');
    await expect.poll(() => client.text).toBe('hello');
  });

  test('freezes one way only where asked', async () => {
    const client = await connected();
    await proxy.mode('freezeUp');
    client.socket.write('up');
    echo.sockets[0]?.write('down ');
    await expect.poll(() => client.text).toBe('hello down ');
    await sleep(QUIET);
    expect(client.text).toBe('hello down ');

    await proxy.mode('freezeDown');
    await sleep(QUIET);
    expect([client.text, echo.sockets[0]?.bytesRead]).toEqual(['hello down ', 'hello up'.length]);

    await proxy.mode('flow');
    await expect.poll(() => client.text).toBe('hello down up');
  });

  test("holds back a sender that sends more than the kernel's buffers take", async () => {
    const client = await connected();
    await proxy.mode('freeze');
    client.socket.write(Buffer.alloc(32 * 1_048_576));
    await sleep(QUIET);
    expect(client.socket.writableLength).toBeGreaterThan(0);
    await proxy.mode('flow');
    await expect.poll(() => client.socket.writableLength, { timeout: 10_000 }).toBe(0);
  });
});

describe('a fault proxy that hangs', () => {
  test('takes connections and leads nowhere; afterwards they lead to the target', async () => {
    await proxy.mode('hang');
    const client = new Client(proxy.port);
    client.socket.write('hello');
    await sleep(QUIET);
    expect([client.events, client.text, echo.sockets.length]).toEqual([['connect'], '', 0]);
    await proxy.mode('flow');
    await expect.poll(() => client.text).toBe('hello');
  });

  test('holds the connections that there were', async () => {
    const client = await connected();
    await proxy.mode('hang');
    client.socket.write('held');
    await sleep(QUIET);
    expect(client.text).toBe('hello ');
  });
});

describe('a fault proxy that refuses', () => {
  test('refuses dials on its port, lets connections be, and takes dials on the same port again', async () => {
    const { port } = proxy;
    const old = await connected();
    await proxy.mode('refuse');
    const refused = new Client(port);
    await expect.poll(() => refused.events).toEqual(['ECONNREFUSED']);
    old.socket.write('still');
    await expect.poll(() => old.text).toBe('hello still');
    const squatter = await faultProxy({ target: 1, port });
    await expect(proxy.mode('flow')).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await squatter.close();
    await proxy.mode('flow');
    expect(proxy.port).toBe(port);
    await connected();
  });
});

describe('a fault proxy that shapes', () => {
  test('delays bytes each way, in order', async () => {
    const client = await connected();
    proxy.delay = 80;
    const start = performance.now();
    client.socket.write('a');
    await sleep(20);
    client.socket.write('b');
    await expect.poll(() => client.text, { interval: 5 }).toBe('hello ab');
    const took = performance.now() - start;
    expect(took).toBeGreaterThanOrEqual(175);
    expect(took).toBeLessThan(1_000);
  });

  test('throttles to so many bytes per second', async () => {
    const client = await connected();
    proxy.throttle = 100_000;
    const start = performance.now();
    client.socket.write(Buffer.alloc(30_000));
    await expect.poll(() => client.text.length, { timeout: 5_000, interval: 5 }).toBe(30_006);
    const took = performance.now() - start;
    expect(took).toBeGreaterThanOrEqual(250);
    expect(took).toBeLessThan(2_500);
  });

  test('holds back a sender that is faster than the throttle', async () => {
    const client = await connected();
    proxy.throttle = 100_000;
    client.socket.write(Buffer.alloc(32 * 1_048_576));
    await sleep(QUIET);
    const { writableLength } = client.socket;
    expect(writableLength).toBeGreaterThan(16 * 1_048_576);
    await sleep(QUIET);
    expect(client.socket.writableLength).toBeGreaterThan(writableLength - 1_048_576);
  });

  test('splits writes into chunks', async () => {
    const client = await connected();
    client.chunks.length = 0;
    proxy.chunk = 2;
    client.socket.write('abcdef');
    await expect.poll(() => client.text).toBe('abcdef');
    expect(client.chunks.length).toBeGreaterThan(1);
  });

  test('joins writes into one', async () => {
    const client = await connected();
    client.chunks.length = 0;
    proxy.joinWrites = 1_500;
    for (const letter of 'abcdef') {
      client.socket.write(letter);
      await sleep(5);
    }
    await expect.poll(() => client.chunks.map(String), { timeout: 10_000 }).toEqual(['abcdef']);
  });
});

describe('a fault proxy that is asked for several things at once', () => {
  test('joins only what has had its delay', async () => {
    const client = await connected();
    client.chunks.length = 0;
    proxy.delay = 700;
    proxy.joinWrites = 50;
    const start = performance.now();
    client.socket.write('a');
    await sleep(550);
    client.socket.write('b');
    await expect.poll(() => client.text, { interval: 5, timeout: 5_000 }).toBe('ab');
    expect(client.chunks.map(String)).toEqual(['a', 'b']);
    // There and back again, after it was sent.
    expect(performance.now() - start).toBeGreaterThanOrEqual(550 + 2 * (700 + 50) - 10);
  });

  test('delays, throttles and splits, and still delivers everything in order', async () => {
    const client = await connected();
    Object.assign(proxy, { delay: 20, throttle: 50_000, chunk: 7 });
    const sent = Array.from({ length: 500 }, (_, n) => `${n} `).join('');
    client.socket.write(sent);
    await expect.poll(() => client.text, { timeout: 5_000 }).toBe(`hello ${sent}`);
  });

  test('freezes in the middle of what it splits, and goes on there', async () => {
    const client = await connected();
    Object.assign(proxy, { throttle: 1_000 });
    client.socket.write('x'.repeat(2_000));
    await expect.poll(() => client.text.length, { interval: 2 }).toBeGreaterThan(6);
    await proxy.mode('freeze');
    await sleep(QUIET);
    const held = client.text.length;
    await sleep(QUIET);
    expect(client.text.length).toBe(held);
    expect(held).toBeLessThan(2_006);
    proxy.throttle = undefined;
    await proxy.mode('flow');
    await expect.poll(() => client.text).toBe(`hello ${'x'.repeat(2_000)}`);
  });

  test('tells everyone who asks for it that it cannot have its port again', async () => {
    const { port } = proxy;
    await proxy.mode('refuse');
    const squatter = await faultProxy({ target: 1, port });
    const asked = await Promise.allSettled([proxy.mode('flow'), proxy.mode('freeze')]);
    expect(asked.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await squatter.close();
    await proxy.mode('flow');
    await connected();
  });
});

describe('a fault proxy refuses', () => {
  const invalid = (option: string) =>
    expect.objectContaining({ code: 'ERR_HEARTWIRE_INVALID_OPTION', option });

  test.each([
    ['delay', [-1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31, '5', undefined]],
    ['joinWrites', [-1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31, '5', undefined]],
    ['throttle', [0, 0.5, -1, Number.NaN, Number.POSITIVE_INFINITY, '5', null]],
    ['chunk', [0, 1.5, -1, Number.NaN, Number.POSITIVE_INFINITY, '5', null]],
  ] as const)('a bad %s, and keeps what it had', (name, values) => {
    for (const value of values) {
      const before = proxy[name];
      expect(() => Object.assign(proxy, { [name]: value }), String(value)).toThrow(invalid(name));
      expect(proxy[name]).toBe(before);
    }
  });

  test('a mode that it does not have, and keeps the one that it has', async () => {
    const client = await connected();
    await expect(proxy.mode('frozen' as 'freeze')).rejects.toThrow(invalid('mode'));
    client.socket.write('flows');
    await expect.poll(() => client.text).toBe('hello flows');
  });

  test.each([0, 65_536, 1.5, Number.NaN, '80', undefined])('the target %s', async (port) => {
    await expect(faultProxy({ target: port as number })).rejects.toThrow(invalid('target'));
    await expect(faultProxy({ target: { port: port as number } })).rejects.toThrow(invalid('target'));
  });

  test('a mode once it is closed, and listens no more', async () => {
    const { port } = proxy;
    await proxy.close();
    await expect(proxy.mode('flow')).rejects.toThrow('The proxy is closed.');
    const refused = new Client(port);
    await expect.poll(() => refused.events).toEqual(['ECONNREFUSED']);
    await proxy.close();
  });
});

describe('a fault proxy', () => {
  test('resets every connection, both ways', async () => {
    const clientsOfIt = [await connected(), await connected()];
    proxy.reset();
    for (const { events } of clientsOfIt) await expect.poll(() => events).toEqual(['connect', 'ECONNRESET']);
    await expect.poll(() => echo.ends).toEqual(['ECONNRESET', 'ECONNRESET']);
    expect(proxy.connections).toBe(0);
    await connected();
  });

  test('closes in every mode: connections are cut and the port is free', async () => {
    for (const mode of ['flow', 'freeze', 'hang', 'refuse'] as const) {
      const other = await faultProxy({ target: (echo.server.address() as AddressInfo).port });
      const client = new Client(other.port);
      await expect.poll(() => client.events).toEqual(['connect']);
      await other.mode(mode);
      await other.close();
      await expect.poll(() => client.events).toEqual(['connect', 'ECONNRESET']);
      const again = await faultProxy({ target: 1, port: other.port });
      await again.close();
    }
  });

  test('leaves a process nothing to wait for once it is closed', async () => {
    const source = `
      import { connect, createServer } from 'node:net';
      import { faultProxy } from './src/testing/fault-proxy.ts';
      const server = createServer((socket) => socket.on('error', () => {}).write('hello'));
      server.listen(0, '127.0.0.1', async () => {
        const proxy = await faultProxy({ target: server.address().port });
        proxy.delay = 60_000;
        connect(proxy.port, '127.0.0.1').on('error', (error) => console.log(error.code)).write('held');
        setTimeout(async () => {
          console.log(proxy.connections);
          await proxy.mode('freeze');
          await proxy.close();
          server.close();
        }, 100);
      });
    `;
    expect(await runInNode(source)).toEqual({ code: 0, signal: null, stdout: '1\nECONNRESET\n', stderr: '' });
  });

  test('rejects when its port is taken', async () => {
    await expect(faultProxy({ target: 1, port: proxy.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
