import { createServer, type IncomingMessage, STATUS_CODES } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { proxyControl } from './proxy-control.ts';
import { obey } from './script.ts';

/** A server that does what a test asks for, by the path that it dials. */
export interface ControlServer {
  /** `ws://127.0.0.1:PORT`, without a path. */
  readonly url: string;
  readonly port: number;
  /** Cuts every socket and frees the port. */
  close(): Promise<void>;
}

type Behaviour = (socket: WebSocket, url: URL) => void;

/** What happens on a socket once it is open. The first subprotocol that the client offers is selected. */
const behaviours: Readonly<Record<string, Behaviour>> = {
  /** Sends every message back as it came. */
  '/echo': (socket) => {
    socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
  },
  /** Answers the text `heart_beat` with `ok`, and sends every other message back. */
  '/heartbeat': (socket) => {
    socket.on('message', (data, isBinary) => {
      if (!isBinary && data.toString() === 'heart_beat') socket.send('ok');
      else socket.send(data, { binary: isBinary });
    });
  },
  /** `?code=&reason=`: closes at once; without a code the close frame is empty (1005). */
  '/close': (socket, { searchParams }) => {
    const code = searchParams.get('code');
    if (code === null) socket.close();
    else socket.close(Number(code), searchParams.get('reason') ?? '');
  },
  /** Obeys the client's JSON commands: see `Command` in script.ts. */
  '/script': (socket) => {
    socket.on('message', (data) => obey(socket, data.toString()));
  },
};

type Refusal = (socket: Duplex, url: URL) => void;

/** What happens to a dial that is not let in. */
const refusals: Readonly<Record<string, Refusal>> = {
  /** `?status=401&retry-after=2`: answers the upgrade with that status (default 403), and `Retry-After` where given. */
  '/refuse': (socket, { searchParams }) => {
    const retryAfter = searchParams.get('retry-after');
    refuse(
      socket,
      Number(searchParams.get('status') ?? 403),
      retryAfter === null ? {} : { 'Retry-After': retryAfter },
    );
  },
  /** Takes the connection and the upgrade request, then cuts it without an answer. */
  '/drop': (socket) => socket.destroy(),
  /** Takes the connection and the upgrade request, then says nothing. */
  '/silent': (socket) => {
    socket.resume();
  },
};

function refuse(socket: Duplex, status: number, headers: Readonly<Record<string, string>> = {}): void {
  const lines = Object.entries({ ...headers, Connection: 'close', 'Content-Length': '0' }).map((pair) =>
    pair.join(': '),
  );
  socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, ...lines, '', ''].join('\r\n'));
}

function urlOf(request: IncomingMessage): URL {
  return new URL(request.url ?? '/', 'http://127.0.0.1');
}

/** Starts a control server on a free port of the loopback interface. */
export async function startControlServer(): Promise<ControlServer> {
  const server = createServer();
  const sockets = new Set<Socket>();
  const webSockets = new WebSocketServer({ noServer: true, maxPayload: 64 * 1024 * 1024 });

  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  });

  server.on('upgrade', (request, socket, head) => {
    const url = urlOf(request);
    const behaviour = behaviours[url.pathname];
    if (!behaviour) return (refusals[url.pathname] ?? ((raw) => refuse(raw, 404)))(socket, url);
    webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      webSocket.on('error', () => webSocket.terminate());
      behaviour(webSocket, url);
    });
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const proxies = proxyControl(port);
  server.on('request', (request, response) => {
    proxies.handle(request, response).catch((error) => response.writeHead(500).end(String(error)));
  });

  return {
    url: `ws://127.0.0.1:${port}`,
    port,
    async close() {
      await proxies.close();
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
