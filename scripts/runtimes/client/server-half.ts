import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { type ConnectionOptions, createConnection } from 'heartwire';
import { type Supervisor, supervise } from 'heartwire/server';
import { ws } from 'heartwire/ws';
import { WebSocketServer } from 'ws';
import { promise, type Section } from './section.ts';

const MAX_PAYLOAD = 1_000;
/** `pingInterval`, `pongTimeout` and a tick of the server, and what a busy machine adds, in ms. */
const BOUND = 200 + 100 + 50 + 1_000;

/** A supervisor on a server of this runtime, for as long as `play` takes. */
async function supervised(
  play: (url: string, supervisor: Supervisor<unknown, unknown>) => Promise<void>,
): Promise<void> {
  const http: Server = createServer();
  const supervisor = supervise(new WebSocketServer({ server: http }), {
    path: ['/peers'],
    heartbeat: { pingInterval: 200, pongTimeout: 100 },
    maxPayload: MAX_PAYLOAD,
  });
  supervisor.on('message', ({ peer, message }) => peer.send(message));
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  try {
    await play(`ws://127.0.0.1:${(http.address() as AddressInfo).port}/peers`, supervisor);
  } finally {
    await supervisor.close();
    http.close();
  }
}

function ensureSame(actual: readonly unknown[], due: readonly unknown[]): void {
  const [given, wanted] = [JSON.stringify(actual), JSON.stringify(due)];
  if (given !== wanted) throw new Error(`got ${given} where ${wanted} was due`);
}

/** How a connection was lost. */
const loss = (options: ConnectionOptions) => {
  const connection = createConnection({ ...options, retry: { limit: 0 } });
  return new Promise<readonly unknown[]>((resolve) => {
    connection.on('lost', ({ cause: { code, closeCode, httpStatus } }) =>
      resolve([code, closeCode, httpStatus]),
    );
  });
};

/** An upgrade request of a client that says nothing more (RFC 6455 section 4.1). */
const UPGRADE = [
  'GET /peers HTTP/1.1',
  'Host: localhost',
  'Upgrade: websocket',
  'Connection: Upgrade',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  '\r\n',
].join('\r\n');

async function echoes(url: string, supervisor: Supervisor<unknown, unknown>): Promise<void> {
  const told: unknown[] = [];
  const gone = new Promise<void>((resolve) => {
    supervisor.on('peer', ({ request }) => told.push(request.path));
    supervisor.on('gone', () => {
      told.push('gone');
      resolve();
    });
  });
  const connection = createConnection({ url });
  connection.send('hello');
  const { value } = await connection.messages()[Symbol.asyncIterator]().next();
  told.push(value);
  await connection.close();
  await gone;
  ensureSame(told, ['/peers', 'hello', 'gone']);
}

async function losesTheSilent(url: string, supervisor: Supervisor<unknown, unknown>): Promise<void> {
  const lost = new Promise<{ readonly code: string; readonly silence: number }>((resolve) => {
    supervisor.on('lost', ({ cause, silence }) => resolve({ code: cause.code, silence }));
  });
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname, () => socket.write(UPGRADE));
  socket.on('error', () => {}).resume();
  const closed = new Promise((resolve) => socket.on('close', resolve));
  const { code, silence } = await lost;
  await closed;
  ensureSame([code, silence <= BOUND ? 'in time' : silence], ['ERR_HEARTWIRE_PONG_TIMEOUT', 'in time']);
}

/** The server half, on the runtime's `node:http` and its `ws`. */
export const serverHalf: Section = {
  checks: () => [
    promise('carries messages, and tells of a peer and of its end', () => supervised(echoes)),
    promise('cuts a peer that is silent', () => supervised(losesTheSilent)),
    promise('refuses an upgrade with a whole HTTP answer', () =>
      supervised(async (url) => {
        const refused = await loss({ url: new URL('/nowhere', url), transport: ws() });
        ensureSame(refused, ['ERR_HEARTWIRE_UPGRADE_REFUSED', undefined, 404]);
      }),
    ),
    promise('cuts a message over maxPayload with 1009', () =>
      supervised(async (url) => {
        const connection = createConnection({ url, retry: { verdict: () => 'fatal' } });
        connection.send('x'.repeat(MAX_PAYLOAD + 1));
        const cause = await new Promise<{ readonly closeCode?: number | undefined } | undefined>(
          (resolve) => {
            connection.on('failed', (failed) => resolve(failed.cause));
          },
        );
        ensureSame([cause?.closeCode], [1009]);
      }),
    ),
    promise('drains with 1012', () =>
      supervised(async (url, supervisor) => {
        const came = new Promise((resolve) => supervisor.on('peer', resolve));
        const lost = loss({ url });
        await came;
        await supervisor.drain({ over: 20 });
        ensureSame(await lost, ['ERR_HEARTWIRE_SOCKET_CLOSED', 1012, undefined]);
      }),
    ),
  ],
};
