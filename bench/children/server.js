// @ts-check
/** The other side of every measurement. A message to `/pour` says what to send back and how often; `/echo` sends back. */
import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { WebSocketServer } from 'ws';
import { plainMessage, pour, socketIoMessage } from '../support/payloads.js';

/** @typedef {import('../support/payloads.js').Kind} Kind */

/** @param {string} text @returns {{ kind: Kind, count: number }} */
const order = (text) => JSON.parse(text);

const sockets = new WebSocketServer({ host: '127.0.0.1', port: 0 });
sockets.on('connection', (socket, { url }) => {
  socket.on('message', (data, binary) => {
    if (url === '/echo') return socket.send(data, { binary });
    const { kind, count } = order(data.toString());
    pour(/** @type {any} */ (socket)._socket, plainMessage(kind), count);
  });
});

/** @param {import('socket.io').ServerOptions | {}} options */
function socketIo(options) {
  const http = createServer();
  const server = new Server(http, { transports: ['websocket'], ...options });
  server.of('/echo').on('connection', (socket) => {
    socket.on('message', (data) => socket.emit('message', data));
  });
  server.of('/').on('connection', (socket) => {
    socket.on('message', (data) => {
      const { kind, count } = order(data);
      pour(/** @type {any} */ (socket.conn.transport).socket._socket, socketIoMessage(kind), count);
    });
  });
  return http.listen(0, '127.0.0.1');
}

/** @param {{ address(): unknown }} server */
const port = (server) => /** @type {import('node:net').AddressInfo} */ (server.address()).port;

const io = socketIo({});
const ioFast = socketIo({ pingInterval: 200, pingTimeout: 100 });
await Promise.all(
  [sockets, io, ioFast].map((server) => new Promise((resolve) => server.on('listening', resolve))),
);
process.send?.({
  ws: `ws://127.0.0.1:${port(sockets)}`,
  io: `http://127.0.0.1:${port(io)}`,
  ioFast: `http://127.0.0.1:${port(ioFast)}`,
});
process.on('disconnect', () => process.exit());
