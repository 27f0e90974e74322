import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type FaultProxy, faultProxy } from '../../src/testing/fault-proxy.ts';
import { type Action, type DemoState, LATENCIES, type NetworkMode } from '../state.ts';
import { type PeerServer, startPeerServer } from './peer-server.ts';
import { recordStream } from './record-stream.ts';

/** A server behind a proxy, and the HTTP routes that break either of them. */
export interface Backend {
  /** Answers what concerns it, and says whether it did: `POST /control/ACTION`, `GET /control`, `GET /peers`, `POST /session`. */
  answer(request: IncomingMessage, response: ServerResponse): boolean;
  close(): Promise<void>;
}

/** Starts a server and, in front of it, a proxy, both on free ports of the loopback interface. */
export async function startBackend(): Promise<Backend> {
  const run = randomUUID();
  const peers = await startPeerServer();
  const proxy = await faultProxy({ target: peers.port });
  let network: NetworkMode = 'flow';
  const watchers = new Set<ServerResponse>();
  const stream = recordStream(peers);

  const state = (): DemoState => ({
    run,
    network,
    latency: proxy.delay * 2,
    isSilent: peers.isSilent,
    isRestarting: peers.isRestarting,
  });
  const tell = (watcher: ServerResponse) => watcher.write(`data: ${JSON.stringify(state())}\n\n`);
  const changed = () => watchers.forEach(tell);
  const actions = createActions(proxy, peers, changed, (mode) => {
    network = mode;
  });

  const routes: Record<string, (request: IncomingMessage, response: ServerResponse) => void> = {
    'GET /control'(request, response) {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      watchers.add(response);
      request.on('close', () => watchers.delete(response));
      tell(response);
    },
    'GET /peers': stream.answer,
    'POST /session'(_, response) {
      const token = peers.issueToken();
      response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' });
      response.end(JSON.stringify({ token, url: `ws://${proxy.host}:${proxy.port}/` }));
    },
  };
  for (const [name, act] of Object.entries(actions)) {
    routes[`POST /control/${name}`] = async (_, response) => {
      try {
        await act();
        response.writeHead(204).end();
      } catch (error) {
        response.writeHead(500).end(String(error));
      }
      changed();
    };
  }

  return {
    answer(request, response) {
      const route = `${request.method} ${request.url}`;
      if (!Object.hasOwn(routes, route)) return false;
      if (isForeign(request)) response.writeHead(403).end();
      else routes[route]?.(request, response);
      return true;
    },
    async close() {
      for (const watcher of watchers) watcher.end();
      stream.end();
      // The server first, so that its last words pass.
      await peers.close();
      await proxy.close();
    },
  };
}

type Actions = Readonly<Record<Action, () => unknown>>;

function createActions(
  proxy: FaultProxy,
  peers: PeerServer,
  changed: () => void,
  note: (mode: NetworkMode) => void,
): Actions {
  const enter = async (mode: NetworkMode) => {
    note(mode);
    await proxy.mode(mode);
  };
  // These two say how new connections fare, so the ones that exist are cut.
  const enterAndCut = async (mode: NetworkMode) => {
    await enter(mode);
    proxy.reset();
  };
  const answer = (isSilent: boolean) => () => {
    peers.isSilent = isSilent;
  };
  const latencies = LATENCIES.map((ms) => [
    `latency-${ms}`,
    () => {
      proxy.delay = ms / 2;
    },
  ]);
  return {
    flow: () => enter('flow'),
    freeze: () => enter('freeze'),
    hang: () => enterAndCut('hang'),
    refuse: () => enterAndCut('refuse'),
    reset: () => proxy.reset(),
    silent: answer(true),
    answering: answer(false),
    restart: () => void peers.restart().then(changed),
    expire: () => peers.expireTokens(),
    ...(Object.fromEntries(latencies) as Record<Extract<Action, `latency-${number}`>, () => void>),
  };
}

/** Whether another site's page asks: a browser says so (Fetch Metadata). */
function isForeign({ headers }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site'];
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}
