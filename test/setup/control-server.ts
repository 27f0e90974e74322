import { createServer, type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { type FullAcceptQueue, fullAcceptQueue } from '../support/full-accept-queue.ts';
import { greet } from './greeting.ts';
import { processControl } from './process-control.ts';
import { proxyControl } from './proxy-control.ts';
import { puppets } from './puppets.ts';
import { obey } from './script.ts';
import { tally } from './tally.ts';
import { writeRaw } from './wire.ts';

/** A server that does what a test asks for, by the path that it dials. */
export interface ControlServer {
  /** `ws://127.0.0.1:PORT`, without a path. */
  readonly url: string;
  readonly port: number;
  /** Cuts every socket and frees the port. */
  close(): Promise<void>;
}

type Behaviour = (socket: WebSocket, url: URL) => void;

const heartbeat: Behaviour = (socket) => {
  socket.on('message', (data, isBinary) => {
    if (!isBinary && data.toString() === 'heart_beat') socket.send('ok');
    else socket.send(data, { binary: isBinary });
  });
};

/** What happens on a socket once it is open. The first subprotocol that the client offers is selected. */
const behaviours: Readonly<Record<string, Behaviour>> = {
  /** Sends every message back as it came. */
  '/echo': (socket) => {
    socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
  },
  /** Answers the text `heart_beat` with `ok`, and sends every other message back. */
  '/heartbeat': heartbeat,
  /** `?key=&times=1&status=401&retry-after=2`: refuses the first dials of a key as `/refuse` does, then is `/heartbeat`. */
  '/flaky': heartbeat,
  /** `?every=20`: answers as `/heartbeat` does, and says `tick` every so many ms besides. */
  '/chatter': (socket, url) => {
    heartbeat(socket, url);
    const timer = setInterval(() => socket.send('tick'), Number(url.searchParams.get('every') ?? 20));
    socket.on('close', () => clearInterval(timer));
  },
  /** Reads what comes, and says nothing. */
  '/mute': (socket) => {
    socket.on('message', () => {});
  },
  /** `?code=&reason=`: closes at once; without a code the close frame is empty (1005). */
  '/close': (socket, { searchParams }) => {
    const code = searchParams.get('code');
    const reason = searchParams.get('reason') ?? '';
    obey(
      socket,
      JSON.stringify(code === null ? { do: 'close' } : { do: 'close', code: Number(code), reason }),
    );
  },
  /** Obeys the client's JSON commands: see `Command` in script.ts. */
  '/script': (socket) => {
    socket.on('message', (data) => obey(socket, data.toString()));
  },
};

type Refusal = (socket: Duplex, url: URL, request: IncomingMessage) => void;

/** What happens to a dial that does not become a WebSocket of ours. */
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
  /** `?text=…`, any number of times: accepts and sends these texts in one TCP segment, then says nothing. */
  '/greet': (socket, { searchParams }, request) => greet(request, socket, searchParams.getAll('text')),
  /** Bytes that no library would send: see `writeRaw` in wire.ts. */
  '/wire': (socket, { searchParams }, request) => writeRaw(request, socket as Socket, searchParams),
  /** Takes the connection and the upgrade request, then cuts it without an answer. */
  '/drop': (socket) => socket.destroy(),
  /** Takes the connection and the upgrade request, then says nothing. */
  '/silent': (socket) => {
    socket.on('end', () => socket.end()).resume();
  },
};

function refuse(socket: Duplex, status: number, headers: Readonly<Record<string, string>> = {}): void {
  const lines = Object.entries({ ...headers, Connection: 'close', 'Content-Length': '0' }).map((pair) =>
    pair.join(': '),
  );
  socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, ...lines, '', ''].join('\r\n'));
}

function isRefusedYet({ pathname, searchParams }: URL, dials: number): boolean {
  return pathname === '/flaky' && dials <= Number(searchParams.get('times') ?? 1);
}

function urlOf(request: IncomingMessage): URL {
  return new URL(request.url ?? '/', 'http://127.0.0.1');
}

/** Starts a control server on a free port of the loopback interface. */
export async function startControlServer(): Promise<ControlServer> {
  const server = createServer();
  const sockets = new Set<Socket>();
  const webSockets = new WebSocketServer({ noServer: true, maxPayload: 64 * 1024 * 1024 });
  const keys = tally();
  const puppetry = puppets(webSockets);
  let queue: Promise<FullAcceptQueue> | undefined;

  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  });

  server.on('upgrade', (request, socket, head) => {
    const url = urlOf(request);
    const dials = keys.dialed(url.searchParams.get('key') ?? '', socket);
    if (url.pathname === '/puppet') {
      return puppetry.dialed(url.searchParams.get('key') ?? '', request, socket, head);
    }
    if (isRefusedYet(url, dials)) return refusals['/refuse']?.(socket, url, request);
    const behaviour = behaviours[url.pathname];
    if (!behaviour) return (refusals[url.pathname] ?? ((raw) => refuse(raw, 404)))(socket, url, request);
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
  const processes = processControl();
  /**
   * `GET /count?key=`: a `Count`. `GET /page`: an empty document. `POST /full-accept-queue`: the url of one, which all share.
   * `/process…` is for processes, the rest for proxies.
   */
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<unknown> => {
    response.setHeader('Access-Control-Allow-Origin', '*');
    const { pathname, searchParams } = urlOf(request);
    if (pathname === '/count') return response.end(JSON.stringify(keys.count(searchParams.get('key') ?? '')));
    if (pathname === '/page') return response.setHeader('Content-Type', 'text/html').end('<!doctype html>');
    if (pathname.startsWith('/process')) return processes.handle(request, response);
    if (pathname.startsWith('/puppet/')) return puppetry.handle(request, response);
    if (pathname !== '/full-accept-queue') return proxies.handle(request, response);
    queue ??= fullAcceptQueue();
    return response.end(`ws://127.0.0.1:${(await queue).port}`);
  };
  server.on('request', (request, response) => {
    answer(request, response).catch((error) => response.writeHead(500).end(String(error)));
  });

  return {
    url: `ws://127.0.0.1:${port}`,
    port,
    async close() {
      await proxies.close();
      await processes.close();
      await (await queue)?.close();
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
