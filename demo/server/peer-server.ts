import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocketServer } from 'ws';
import { createRecorder, type Recorder } from '../../src/inspect/index.ts';
import { type Peer, type Supervisor, supervise } from '../../src/server/index.ts';
import { HEARTBEAT } from '../heartbeat.ts';
import type { Note, Receipt } from '../messages.ts';
import { notes } from './notes.ts';

/** How long the server is down in a restart, in ms. */
const DOWNTIME = 1_500;
/** How long a client may take to answer a close frame, in ms. */
const FAREWELL = 1_000;
/** What its peers are called in the record, whichever server they came to. */
const NAME = 'server';

/** Who came: everyone is let in, to be told why he has to go. */
interface Guest {
  readonly hasToken: boolean;
}

/** A server that answers pings and confirms notes, to those who hold a token. */
export interface PeerServer {
  readonly port: number;
  readonly isRestarting: boolean;
  /** While set, it reads and says nothing. */
  isSilent: boolean;
  /** Who came and who went, across restarts. */
  readonly recorder: Recorder;
  /** Who is there. */
  readonly peers: Iterable<Peer<Receipt, Guest>>;
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
  const recorder = createRecorder();
  let issued = 0;
  let isSilent = false;
  let listener = await listen(0);
  const { port } = listener;
  let restart: Promise<void> | undefined;
  const ending = new AbortController();

  return {
    port,
    recorder,
    get isRestarting() {
      return restart !== undefined;
    },
    get isSilent() {
      return isSilent;
    },
    set isSilent(silent) {
      isSilent = silent;
    },
    get peers() {
      return listener.supervisor.peers;
    },
    issueToken() {
      issued += 1;
      const token = `${issued}.${crypto.randomUUID()}`;
      tokens.add(token);
      return token;
    },
    expireTokens() {
      tokens.clear();
      for (const peer of listener.supervisor.peers) peer.close(4401, 'token expired');
    },
    restart() {
      restart ??= stopAndListen().finally(() => {
        restart = undefined;
      });
      return restart;
    },
    async close() {
      ending.abort();
      await (restart ?? listener.stop(({ supervisor }) => supervisor.close()));
    },
  };

  async function stopAndListen(): Promise<void> {
    const downtime = sleep(DOWNTIME, undefined, { signal: ending.signal }).catch(() => {});
    // 1012: the clients come back, not all at once.
    await Promise.all([listener.stop(({ supervisor }) => supervisor.drain({ over: 0 })), downtime]);
    if (!ending.signal.aborted) listener = await listen(port);
  }

  function admit({ url = '/' }: IncomingMessage): Guest {
    const token = new URL(url, 'ws://demo').searchParams.get('token');
    return { hasToken: token !== null && tokens.has(token) };
  }

  function watchOver(sockets: WebSocketServer): Supervisor<Note, Receipt, Guest> {
    const supervisor = supervise<Note, Receipt, Guest>(sockets, {
      dialect: notes(() => isSilent),
      heartbeat: HEARTBEAT,
      closeTimeout: FAREWELL,
      maxPayload: 65_536,
      authenticate: admit,
    });
    supervisor.on('peer', (peer) => {
      if (!peer.user.hasToken) peer.close(4401, 'unknown token');
    });
    supervisor.on('message', ({ peer, message: { id } }) => {
      if (!isSilent) peer.send({ type: 'receipt', id });
    });
    return supervisor;
  }

  async function listen(at: number) {
    const http = createServer((_, response) => response.writeHead(426).end());
    const supervisor = watchOver(new WebSocketServer({ server: http }));
    const detach = recorder.attach(supervisor, { name: NAME });
    http.listen(at, '127.0.0.1');
    await once(http, 'listening');
    const running = {
      port: (http.address() as AddressInfo).port,
      supervisor,
      async stop(empty: (server: { supervisor: typeof supervisor }) => Promise<void>) {
        const closed = once(http, 'close');
        http.close();
        await empty(running);
        detach();
        http.closeAllConnections();
        await closed;
      },
    };
    return running;
  }
}
