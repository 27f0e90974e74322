import { createServer, type IncomingMessage, STATUS_CODES } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';

/** An HTTP status to refuse with, with headers, or 101 to accept. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface UpgradeServer extends AsyncDisposable {
  /** `ws://127.0.0.1:PORT`, without a path. */
  readonly url: string;
  /** When each upgrade was asked for, as of `performance.now()`. */
  readonly askedAt: readonly number[];
}

/** Answers each upgrade as `answer` says, which is told how many came before. */
export async function upgradeServer(
  answer: (request: IncomingMessage, before: number) => Answer,
): Promise<UpgradeServer> {
  const server = createServer();
  const webSockets = new WebSocketServer({ noServer: true });
  const askedAt: number[] = [];
  server.on('upgrade', (request, socket, head) => {
    const { status, headers = {} } = answer(request, askedAt.length);
    askedAt.push(performance.now());
    if (status === 101) return webSockets.handleUpgrade(request, socket, head, () => {});
    const lines = Object.entries({ ...headers, 'Content-Length': '0' }).map((pair) => pair.join(': '));
    socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', ''].join('\r\n'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    askedAt,
    async [Symbol.asyncDispose]() {
      for (const webSocket of webSockets.clients) webSocket.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
