import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ServerNews } from '../server-news.ts';
import type { PeerServer } from './peer-server.ts';

/** How often the peers are looked at, in ms: a status that passes sooner is not seen. */
const PACE = 200;

/** Streams what a server records to pages: all that there is, then each record when it comes, and who is there now. */
export function recordStream(server: PeerServer) {
  const watchers = new Set<ServerResponse>();
  let told = '';

  const tell = (watcher: ServerResponse, news: ServerNews) =>
    watcher.write(`data: ${JSON.stringify(news)}\n\n`);
  const present = () => [...server.peers].map(({ id, status, latency }) => ({ id, status, latency }));
  const unsubscribe = server.recorder.subscribe((record) => {
    for (const watcher of watchers) tell(watcher, { records: [record] });
  });
  const timer = setInterval(() => {
    const peers = present();
    const news = JSON.stringify(peers);
    if (news === told) return;
    told = news;
    for (const watcher of watchers) tell(watcher, { peers });
  }, PACE);

  return {
    answer(request: IncomingMessage, response: ServerResponse): void {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      watchers.add(response);
      request.on('close', () => watchers.delete(response));
      tell(response, { records: server.recorder.records, peers: present() });
    },
    end(): void {
      unsubscribe();
      clearInterval(timer);
      for (const watcher of watchers) watcher.end();
    },
  };
}
