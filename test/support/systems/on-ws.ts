import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { System } from './system.ts';

export interface WsSystem extends AsyncDisposable {
  /** `ws://127.0.0.1:port`, without a path. */
  readonly url: string;
  /** How many sockets are open. */
  readonly sockets: number;
  /** Ends every socket without a close frame. */
  reset(): void;
}

/** Whether an upgrade is taken: `hang` leaves it unanswered; a throw takes the connection down, as it takes down the server. */
export type Admission = (request: IncomingMessage) => 'accept' | 'hang';

/** Serves a system on a free port of the loopback, until it is disposed of. */
export async function serveOnWs(system: System, admission: Admission = () => 'accept'): Promise<WsSystem> {
  const http = createServer();
  const sockets = new WebSocketServer({ noServer: true });
  const pending = new Set<Duplex>();
  http.on('upgrade', (request, socket, head) => {
    pending.add(socket.once('close', () => pending.delete(socket)));
    try {
      if (admission(request) === 'hang') return;
    } catch {
      socket.destroy();
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      system.accept({
        send: (text) => webSocket.send(text, () => {}),
        terminate: () => webSocket.terminate(),
        onMessage: (listener) => webSocket.on('message', (data) => listener(String(data))),
        onClose: (listener) => webSocket.on('close', listener),
      });
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const reset = () => {
    for (const webSocket of sockets.clients) webSocket.terminate();
  };
  return {
    url: `ws://127.0.0.1:${(http.address() as AddressInfo).port}`,
    get sockets() {
      return sockets.clients.size;
    },
    reset,
    async [Symbol.asyncDispose]() {
      reset();
      for (const socket of pending) socket.destroy();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}
