import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { type WsOptions, ws } from '../../src/adapters/ws.ts';
import { LossError } from '../../src/errors.ts';
import type { Attempt, Link } from '../../src/ports/transport.ts';
import { fullAcceptQueue } from '../support/full-accept-queue.ts';
import { runInNode } from './support/node-child.ts';

let http: Server;
let server: WebSocketServer;
let url: string;
const tcp = new Set<Socket>();
const accepted: { readonly socket: WebSocket; readonly request: IncomingMessage }[] = [];
const links: Link[] = [];

beforeEach(async () => {
  tcp.clear();
  http = createServer();
  http.on('connection', (socket) => {
    tcp.add(socket);
    socket.on('close', () => tcp.delete(socket));
  });
  server = new WebSocketServer({ server: http, autoPong: true });
  server.on('connection', (socket, request) => accepted.push({ socket, request }));
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  url = `ws://127.0.0.1:${(http.address() as AddressInfo).port}/`;
});

afterEach(async () => {
  for (const link of links.splice(0)) link.discard();
  accepted.length = 0;
  http.closeAllConnections();
  for (const socket of tcp) socket.destroy();
  server.close();
  await new Promise((resolve) => http.close(resolve));
});

/** Dials, with a record of all reports. */
function dial(options: WsOptions = {}, address = url, attempt: Partial<Attempt> = {}) {
  const reports: unknown[][] = [];
  const request = {
    url: address,
    protocols: [],
    attempt: {
      number: 0,
      cause: undefined,
      verdict: 'retry' as const,
      signal: new AbortController().signal,
      ...attempt,
    },
  };
  const link = ws(options).open(request, {
    open: (protocol) => reports.push(['open', protocol]),
    frame: (data) => reports.push(['frame', data]),
    heard: (frame) => reports.push(['heard', frame]),
    close: (...close) => reports.push(['close', ...close]),
    error: (cause) => reports.push(['error', cause]),
  });
  links.push(link);
  const opened = () => expect.poll(() => reports).toEqual([['open', '']]);
  return { link, reports, opened };
}

/** The cause of a dial that must fail, once it has. */
async function causeOf({ reports }: ReturnType<typeof dial>): Promise<LossError> {
  await expect.poll(() => reports.length).toBe(1);
  const cause = reports[0]?.[1];
  if (!(cause instanceof LossError)) throw new Error(`expected a LossError, got ${String(reports)}`);
  return cause;
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('headers of the ws transport', () => {
  test('are sent with the upgrade', async () => {
    await dial({ headers: { authorization: 'Bearer fixed' }, origin: 'https://app.test' }).opened();
    expect(accepted[0]?.request.headers).toMatchObject({
      authorization: 'Bearer fixed',
      origin: 'https://app.test',
    });
  });

  test('are asked for in every attempt, with what the attempt knows', async () => {
    const cause = new LossError('ERR_HEARTWIRE_PONG_TIMEOUT', 'The peer is silent.');
    const options: WsOptions = {
      headers: async ({ number, cause }) => ({ 'x-attempt': `${number} ${cause?.code ?? 'first'}` }),
    };
    await dial(options).opened();
    await dial(options, url, { number: 2, cause }).opened();
    expect(accepted.map(({ request }) => request.headers['x-attempt'])).toEqual([
      '0 first',
      '2 ERR_HEARTWIRE_PONG_TIMEOUT',
    ]);
  });

  test('that cannot be had end the attempt as a provider that failed', async () => {
    const reason = new Error('no token today');
    const providers = [
      () => Promise.reject(reason),
      () => {
        throw reason;
      },
    ];
    for (const headers of providers) {
      const { code, cause } = await causeOf(dial({ headers }));
      expect([code, cause]).toEqual(['ERR_HEARTWIRE_PROVIDER_FAILED', reason]);
    }
    expect(tcp.size).toBe(0);
  });

  test('that come after the attempt is over open no socket', async () => {
    let give: (headers: Record<string, string>) => void = () => {};
    const headers = () => new Promise<Record<string, string>>((resolve) => (give = resolve));

    const discarded = dial({ headers });
    discarded.link.discard();
    give({});
    const closed = dial({ headers });
    closed.link.close();
    expect((await causeOf(closed)).code).toBe('ERR_HEARTWIRE_DIAL_FAILED');
    give({});
    await sleep(30);
    expect([discarded.reports, closed.reports.length, tcp.size, accepted.length]).toEqual([[], 1, 0, 0]);
  });

  test('of a wrong kind are refused when the transport is made', () => {
    for (const headers of [null, 'authorization: x', 7]) {
      expect(() => ws({ headers: headers as unknown as Record<string, string> })).toThrow(
        expect.objectContaining({
          code: 'ERR_HEARTWIRE_INVALID_OPTION',
          option: 'headers',
          value: undefined,
        }),
      );
    }
  });

  test('that Node cannot send end the attempt', async () => {
    const { code, message } = await causeOf(dial({ headers: { 'x-bad': 'line\nbreak' } }));
    expect([code, message]).toEqual(['ERR_HEARTWIRE_DIAL_FAILED', 'The dial failed: ERR_INVALID_CHAR.']);
  });
});

describe('options of the ws transport', () => {
  test('reach ws: the agent makes the connection', async () => {
    const agent = new Agent();
    let dials = 0;
    const { createConnection } = agent as unknown as { createConnection: (...args: unknown[]) => unknown };
    Object.assign(agent, {
      createConnection(...args: unknown[]) {
        dials += 1;
        return createConnection.apply(agent, args);
      },
    });
    await dial({ agent }).opened();
    expect(dials).toBe(1);
  });

  test('reach ws: a message over maxPayload ends the link', async () => {
    const { reports, opened } = dial({ maxPayload: 10 });
    await opened();
    accepted[0]?.socket.send('over ten bytes');
    await expect.poll(() => reports.at(-1)).toEqual(['close', 1006, '', false]);
    expect(reports.length).toBe(2);
  });

  test('reach ws: perMessageDeflate is offered or not', async () => {
    await dial({ perMessageDeflate: false }).opened();
    await dial().opened();
    expect(accepted.map(({ request }) => request.headers['sec-websocket-extensions'])).toEqual([
      undefined,
      'permessage-deflate; client_max_window_bits',
    ]);
  });

  test('reach ws: those of TLS', async () => {
    const key = Buffer.from('00112233445566778899aabbccddeeff', 'hex');
    // A pre-shared key needs no certificate; its cipher suites are those of TLS 1.2.
    const psk = { ciphers: 'PSK-AES128-GCM-SHA256:@SECLEVEL=0', maxVersion: 'TLSv1.2' } as const;
    const secure = createSecureServer({ ...psk, pskCallback: () => key });
    const wss = new WebSocketServer({ server: secure });
    secure.listen(0, '127.0.0.1');
    await once(secure, 'listening');
    const address = `wss://127.0.0.1:${(secure.address() as AddressInfo).port}/`;
    const options = {
      ...psk,
      checkServerIdentity: () => undefined,
      pskCallback: () => ({ psk: key, identity: 'client' }),
    };

    const { link, reports, opened } = dial(options as unknown as WsOptions, address);
    await opened();
    const refused = await causeOf(dial({}, address));
    link.close(1000);
    await expect.poll(() => reports.at(-1)).toEqual(['close', 1000, '', true]);
    wss.close();
    await new Promise((resolve) => secure.close(resolve));
    expect(refused.code).toBe('ERR_HEARTWIRE_DIAL_FAILED');
  });
});

describe('a refused upgrade', () => {
  /** Answers every upgrade with this status and these headers. */
  function refuse(status: number, headers: Record<string, string> = {}): void {
    server.close();
    http.removeAllListeners('upgrade');
    http.on('upgrade', (_, socket) => {
      const lines = Object.entries(headers).map((pair) => pair.join(': '));
      // Without Content-Length, and left open: the client must be the one that lets go.
      socket.write([`HTTP/1.1 ${status} No`, ...lines, '', 'body'].join('\r\n'));
      socket.on('error', () => {});
      socket.on('end', () => socket.end());
      socket.resume();
    });
  }

  test.each([
    [200, undefined],
    [401, 'refresh'],
    [403, 'fatal'],
    [404, undefined],
    [429, undefined],
    [500, undefined],
    [503, undefined],
  ])('with HTTP %i means %s, and leaves no socket behind', async (status, verdict) => {
    refuse(status);
    const failed = dial();
    const { code, message, httpStatus, verdict: found, retryAfter, cause } = await causeOf(failed);
    expect({ code, message, httpStatus, verdict: found, retryAfter, cause }).toEqual({
      code: 'ERR_HEARTWIRE_UPGRADE_REFUSED',
      message: `The server answered the upgrade with HTTP ${status}.`,
      httpStatus: status,
      verdict,
      retryAfter: undefined,
      cause: undefined,
    });
    await expect.poll(() => tcp.size).toBe(0);
    expect(failed.reports.length).toBe(1);
  });

  test.each([
    [{ 'Retry-After': '2' }, 2_000],
    [{ 'Retry-After': ' 120 ' }, 120_000],
    [{ 'Retry-After': 'Wed, 21 Oct 2026 07:28:30 GMT', Date: 'Wed, 21 Oct 2026 07:28:00 GMT' }, 30_000],
    [{ 'Retry-After': 'Wed, 21 Oct 2015 07:28:00 GMT' }, 0],
    [{ 'Retry-After': 'soon' }, undefined],
    [{ 'Retry-After': '-5' }, undefined],
    [{ 'Retry-After': 'in May 2030 GMT' }, undefined],
    [{ 'Retry-After': '1e9' }, undefined],
    [{ 'Retry-After': '99999999999999999999' }, undefined],
    [{ 'Retry-After': '' }, undefined],
  ])('with %o asks to come back in %s ms', async (headers, retryAfter) => {
    refuse(503, headers);
    expect((await causeOf(dial())).retryAfter).toBe(retryAfter);
  });

  test('with a date and no clock of its own is measured on ours', async () => {
    refuse(429, { 'Retry-After': new Date(Date.now() + 10_000).toUTCString() });
    const { retryAfter = 0 } = await causeOf(dial());
    expect(retryAfter).toBeGreaterThan(8_000);
    expect(retryAfter).toBeLessThanOrEqual(10_000);
  });
});

describe('a dial over ws', () => {
  test('that fails says with which error of the system', async () => {
    const { code, message, cause } = await causeOf(dial({}, 'ws://127.0.0.1:1/?token=secret'));
    expect([code, message, (cause as NodeJS.ErrnoException).code]).toEqual([
      'ERR_HEARTWIRE_DIAL_FAILED',
      'The dial failed: ECONNREFUSED.',
      'ECONNREFUSED',
    ]);
  });

  test('that is redirected to a bad url does not tell it', async () => {
    server.close();
    http.removeAllListeners('upgrade');
    http.on('upgrade', (_, socket) =>
      socket.end('HTTP/1.1 302 Found\r\nLocation: ws://user:secret@[\r\nContent-Length: 0\r\n\r\n'),
    );
    const { message, cause, stack } = await causeOf(dial({ followRedirects: true }));
    expect([message, cause, stack?.includes('secret')]).toEqual(['The dial failed.', undefined, false]);
  });

  test.skipIf(process.platform === 'win32')(
    'to a full accept queue hangs without a word, and lets go when discarded',
    async () => {
      const queue = await fullAcceptQueue();
      const { link, reports } = dial({}, `ws://127.0.0.1:${queue.port}/`);
      await sleep(200);
      link.discard();
      await sleep(20);
      await queue.close();
      expect(reports).toEqual([]);
    },
    20_000,
  );
});

describe('a link over ws', () => {
  test('is terminated by discard(): the server sees it go at once, without a close frame', async () => {
    const { link, opened } = dial();
    await opened();
    const closed = once(accepted[0]?.socket as WebSocket, 'close');
    link.discard();
    expect((await closed)[0]).toBe(1006);
  });

  test('is terminated by discard() even while it waits for a close frame that never comes', async () => {
    const { link, reports, opened } = dial();
    await opened();
    accepted[0]?.socket.pause();
    link.close(1000);
    await sleep(30);
    link.discard();
    accepted[0]?.socket.resume();
    await expect.poll(() => tcp.size).toBe(0);
    expect(reports).toEqual([['open', '']]);
  });

  test('ends once, and soon, when the peer breaks the protocol; the peer is told why', async () => {
    const { reports, opened } = dial();
    await opened();
    const peer = accepted[0]?.socket as WebSocket;
    const closed = once(peer, 'close');
    // It neither reads nor answers our close frame for now.
    peer.pause();
    // A text frame that is not UTF-8, on the socket below the server's.
    [...tcp][0]?.write(Buffer.from([0x81, 0x01, 0xff]));
    await expect
      .poll(() => reports)
      .toEqual([
        ['open', ''],
        ['close', 1006, '', false],
      ]);
    peer.resume();
    expect((await closed)[0]).toBe(1007);
  });

  test('takes only the answer to its last ping for a pong, and only once', async () => {
    const { link, reports, opened } = dial();
    await opened();
    const peer = accepted[0]?.socket as WebSocket;
    const payloads: Buffer[] = [];
    Object.assign(peer, { _autoPong: false });
    peer.on('ping', (payload) => payloads.push(payload));
    link.ping?.();
    link.ping?.();
    await expect.poll(() => payloads.length).toBe(2);
    for (const payload of [payloads[0], payloads[1], payloads[1], undefined]) peer.pong(payload);
    await expect
      .poll(() => reports.slice(1))
      .toEqual([
        ['heard', 'ping'],
        ['heard', 'pong'],
        ['heard', 'ping'],
        ['heard', 'ping'],
      ]);
  });

  test('leaves a process nothing to wait for, and nothing to crash on, once it is over', async () => {
    const source = `
      import { ws } from './src/adapters/ws.ts';
      const attempt = { number: 0, cause: undefined, verdict: 'retry', signal: new AbortController().signal };
      const said: string[] = [];
      const sink = {
        open: () => { said.push('open'); open.discard(); },
        frame() {}, heard() {},
        close: () => said.push('close'),
        error: (cause: Error) => said.push(cause.message),
      };
      const dial = (url: string) => ws().open({ url, protocols: [], attempt }, sink);
      dial('ws://127.0.0.1:2/').discard();
      dial('${url}').discard();
      dial('ws://127.0.0.1:1/');
      const open = dial('${url}');
      process.on('exit', () => console.log(said.sort().join('|')));
    `;
    const { code, signal, stdout, stderr } = await runInNode(source);
    expect({ code, signal, stdout: stdout.trim(), stderr }).toEqual({
      code: 0,
      signal: null,
      stdout: 'The dial failed: ECONNREFUSED.|open',
      stderr: '',
    });
  });
});
