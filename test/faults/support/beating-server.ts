import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';

/** A server in this process that answers `heart_beat` with `ok` and echoes other texts. */
export interface BeatingServer {
  readonly port: number;
  /** How many sockets it has. */
  readonly sockets: number;
  close(): Promise<void>;
}

export async function beatingServer(): Promise<BeatingServer> {
  const http = createServer();
  const server = new WebSocketServer({ server: http });
  server.on('connection', (socket) => {
    socket.on('error', () => socket.terminate());
    socket.on('message', (data) => socket.send(String(data) === 'heart_beat' ? 'ok' : String(data)));
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  return {
    port: (http.address() as AddressInfo).port,
    get sockets() {
      return server.clients.size;
    },
    async close() {
      for (const socket of server.clients) socket.terminate();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}
