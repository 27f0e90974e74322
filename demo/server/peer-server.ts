import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Note, type PING, PONG, type Receipt } from '../messages.ts';

/** How long the server is down in a restart, in ms. */
const DOWNTIME = 1_500;
/** How long a client may take to answer a close frame, in ms. */
const FAREWELL = 1_000;

/** A server that answers pings and confirms notes, to those who hold a token. */
export interface PeerServer {
  readonly port: number;
  readonly isRestarting: boolean;
  /** While set, it reads and says nothing. */
  isSilent: boolean;
  /** Gives out a token; it holds until `expireTokens`. */
  issueToken(): string;
  /** Voids all tokens, and closes all links with 4401. */
  expireTokens(): void;
  /** Closes all links with 1012, frees the port, and resolves when it listens there again. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** Starts a server on a free port of the loopback interface. */
export async function startPeerServer(): Promise<PeerServer> {
  const tokens = new Set<string>();
  let issued = 0;
  let listener = await listen(0);
  const { port } = listener;
  let restart: Promise<void> | undefined;
  const ending = new AbortController();

  const peers: PeerServer = {
    port,
    get isRestarting() {
      return restart !== undefined;
    },
    isSilent: false,
    issueToken() {
      issued += 1;
      const token = `${issued}.${crypto.randomUUID()}`;
      tokens.add(token);
      return token;
    },
    expireTokens() {
      tokens.clear();
      for (const client of listener.clients) client.close(4401, 'token expired');
    },
    restart() {
      restart ??= stopAndListen().finally(() => {
        restart = undefined;
      });
      return restart;
    },
    async close() {
      ending.abort();
      await (restart ?? listener.stop(1001, 'the demo has ended'));
    },
  };
  return peers;

  async function stopAndListen(): Promise<void> {
    const downtime = sleep(DOWNTIME, undefined, { signal: ending.signal }).catch(() => {});
    await Promise.all([listener.stop(1012, 'restarting'), downtime]);
    if (!ending.signal.aborted) listener = await listen(port);
  }

  async function listen(at: number) {
    const http = createServer((_, response) => response.writeHead(426).end());
    const sockets = new WebSocketServer({ server: http, maxPayload: 65_536 });
    sockets.on('connection', (socket, { url = '/' }) => {
      socket.on('error', () => socket.terminate());
      const token = new URL(url, 'ws://demo').searchParams.get('token');
      if (token !== null && tokens.has(token)) serve(socket, () => peers.isSilent);
      else socket.close(4401, 'unknown token');
    });
    http.listen(at, '127.0.0.1');
    await once(http, 'listening');
    return {
      port: (http.address() as AddressInfo).port,
      clients: sockets.clients,
      async stop(code: number, reason: string) {
        const closed = once(http, 'close');
        http.close();
        for (const client of sockets.clients) client.close(code, reason);
        const cut = setTimeout(() => {
          for (const client of sockets.clients) client.terminate();
          http.closeAllConnections();
        }, FAREWELL);
        await closed;
        clearTimeout(cut);
      },
    };
  }
}

function serve(socket: WebSocket, isSilent: () => boolean): void {
  socket.on('message', (data) => {
    const answer = answerTo(data.toString());
    if (!answer) socket.close(1007);
    else if (!isSilent()) socket.send(JSON.stringify(answer));
  });
}

/** `undefined` where a frame is of another protocol. */
function answerTo(frame: string): Receipt | typeof PONG | undefined {
  let message: Partial<Note> | typeof PING | null;
  try {
    message = JSON.parse(frame);
  } catch {
    return undefined;
  }
  if (message?.type === 'ping') return PONG;
  if (message?.type === 'note' && typeof message.id === 'number') return { type: 'receipt', id: message.id };
  return undefined;
}
