// @ts-check
import { once } from 'node:events';
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

/**
 * Listens on the loopback until it is closed, which ends every link at once, as the end of a process does.
 * @param {number} port
 * @param {(http: import('node:http').Server) => unknown} attach Makes something of it, before it listens.
 * @returns {Promise<import('./row.ts').Served>}
 */
export async function webServer(port, attach) {
  const http = createServer();
  /** @type {Set<import('node:net').Socket>} */
  const sockets = new Set();
  http.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await attach(http);
  http.listen(port, '127.0.0.1');
  await once(http, 'listening');
  return {
    async close() {
      const closed = once(http, 'close');
      http.close();
      for (const socket of sockets) socket.resetAndDestroy();
      await closed;
    },
  };
}

/**
 * Listens for WebSockets.
 * @param {number} port
 * @param {(socket: import('ws').WebSocket, request: import('node:http').IncomingMessage) => void} connected
 */
export const socketServer = (port, connected) =>
  webServer(port, (http) => {
    new WebSocketServer({ server: http }).on('connection', (socket, request) => {
      // It is cut on purpose.
      socket.on('error', () => {});
      connected(socket, request);
    });
  });
