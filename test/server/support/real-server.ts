import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type ServerOptions, WebSocketServer } from 'ws';
import { type Supervisor, type SupervisorOptions, supervise } from '../../../src/server/index.ts';

export type Mode = 'server' | 'port' | 'noServer';

export interface RealServer<In, Out, User> extends AsyncDisposable {
  readonly supervisor: Supervisor<In, Out, User>;
  readonly wss: WebSocketServer;
  readonly port: number;
  /** `ws://127.0.0.1:PORT`, without a path. */
  readonly url: string;
  /** TCP connections that the server has. */
  connections(): Promise<number>;
}

/** A supervised server on a free port of the loopback, until it is disposed of: all its sockets are cut then. */
export async function serve<In, Out, User = undefined>(
  options: SupervisorOptions<In, Out, User> = {},
  { mode = 'server', ws = {}, port = 0 }: { mode?: Mode; ws?: ServerOptions; port?: number } = {},
): Promise<RealServer<In, Out, User>> {
  const http = createServer();
  const sockets = new Set<Socket>();
  const wss = new WebSocketServer({
    ...ws,
    ...(mode === 'port'
      ? { port, host: '127.0.0.1' }
      : mode === 'server'
        ? { server: http }
        : { noServer: true }),
  });
  const supervisor = supervise<In, Out, User>(wss, options);
  if (mode === 'noServer') {
    http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) =>
      supervisor.handleUpgrade(request, socket, head),
    );
  }
  if (mode === 'port') await once(wss, 'listening');
  else {
    http.listen(port, '127.0.0.1');
    await once(http, 'listening');
  }
  const listener = mode === 'port' ? (wss as unknown as { _server: typeof http })._server : http;
  listener.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const bound = (listener.address() as AddressInfo).port;
  return {
    supervisor,
    wss,
    port: bound,
    url: `ws://127.0.0.1:${bound}`,
    connections: () => new Promise((resolve) => listener.getConnections((_, count) => resolve(count))),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      for (const client of wss.clients) client.terminate();
      const closed = new Promise<void>((resolve) => listener.close(() => resolve()));
      wss.close();
      await closed;
    },
  };
}

/** What came of an upgrade request that was written by hand. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** How the server ended the connection: by FIN, by RST, or not within `wait`. */
  readonly end: 'fin' | 'reset' | 'open';
}

/** The lines of a good upgrade request, but for what `over` says; a header that is `undefined` is left out. */
export function upgradeRequest(
  path = '/',
  over: Readonly<Record<string, string | undefined>> = {},
  method = 'GET',
): string {
  const headers = {
    Host: '127.0.0.1',
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    ...over,
  };
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : `${name}: ${value}\r\n`,
  );
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`;
}

/** Writes bytes to a server and reads what it answers until it ends the connection, but no longer than `wait` ms. */
export async function raw(port: number, bytes: string | Buffer, wait = 3_000): Promise<RawAnswer> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  let text = '';
  let end: RawAnswer['end'] = 'open';
  socket.on('data', (data) => {
    text += data.toString('latin1');
  });
  const over = new Promise<void>((resolve) => {
    socket.once('end', () => {
      end = 'fin';
      resolve();
    });
    socket.once('error', () => {
      end = 'reset';
      resolve();
    });
    setTimeout(resolve, wait).unref();
  });
  await once(socket, 'connect');
  socket.write(bytes);
  await over;
  socket.destroy();
  return { ...parsed(text), end };
}

function parsed(text: string): Omit<RawAnswer, 'end'> {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const [status = '', ...lines] = head.split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  return { status: Number(status.split(' ')[1] ?? 0), headers, body: rest.join('\r\n\r\n') };
}
