// @ts-check
/** A real Engine.IO server that echoes. Options: `port`, `pingInterval`, `pingTimeout` in ms. */

import { createServer } from 'node:http';
import { Server } from 'engine.io';
import { options, say } from './parent.js';

const { port, ...times } = options;
const http = createServer();
const server = new Server({ ...times, transports: ['websocket'] });
server.attach(http);
server.on('connection', (/** @type {any} */ socket) => {
  say('client', socket.id);
  socket.on('message', (/** @type {unknown} */ data) => socket.send(data));
  socket.on('heartbeat', () => say('beat'));
  socket.on('close', (/** @type {string} */ reason) => say('gone', reason));
});
http.listen(port, '127.0.0.1', () => say('up', port));
