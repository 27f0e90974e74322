// @ts-check
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { WebSocketServer } from 'ws';
import { built } from '../../support/build.js';

/**
 * @typedef {{ on(event: 'listening', listener: () => void): unknown, address(): unknown }} Listening
 * @typedef {(heartbeat: number) => Listening | Promise<Listening>} Contestant
 * Starts a server that beats every `heartbeat` ms, gives up a client that is silent for twice that, and echoes messages.
 *
 * @typedef {import('ws').WebSocket & { isAlive?: boolean }} Flagged
 */

/** Each as its own documentation has it. @satisfies {Readonly<Record<string, Contestant>>} */
export const contestants = {
  ws: bare,
  'isAlive sweep': sweep,
  'setTimeout each': timeouts,
  'engine.io': engineIo,
  heartwire,
};

/** @typedef {keyof typeof contestants} ContestantName */

const address = { host: '127.0.0.1', port: 0 };

/** @param {import('ws').WebSocket} socket */
function echo(socket) {
  socket.on('error', console.error);
  socket.on('message', (data, binary) => socket.send(data, { binary }));
}

/** No heartbeat at all: what the others are held against. */
function bare() {
  return new WebSocketServer(address).on('connection', echo);
}

/**
 * "How to detect and close broken connections?" of the README of `ws`.
 * @param {number} heartbeat
 */
function sweep(heartbeat) {
  const wss = new WebSocketServer(address);
  wss.on('connection', (/** @type {Flagged} */ socket) => {
    socket.isAlive = true;
    echo(socket);
    socket.on('pong', heard);
  });
  setInterval(() => {
    for (const socket of /** @type {Set<Flagged>} */ (wss.clients)) {
      if (socket.isAlive === false) socket.terminate();
      else {
        socket.isAlive = false;
        socket.ping();
      }
    }
  }, heartbeat);
  return wss;
}

/** @this {Flagged} */
function heard() {
  this.isAlive = true;
}

/**
 * Pomelo's heartbeat command: each beat of a client is answered at once, and re-arms the timeout of that client.
 * @param {number} heartbeat
 */
function timeouts(heartbeat) {
  return new WebSocketServer(address).on('connection', (socket) => {
    /** @type {NodeJS.Timeout | undefined} */
    let timeout;
    const beat = () => {
      clearTimeout(timeout);
      socket.send('beat');
      timeout = setTimeout(() => socket.terminate(), 2 * heartbeat);
    };
    const clear = () => clearTimeout(timeout);
    socket.on('close', clear).on('error', clear);
    socket.on('message', (data, binary) => {
      if (data.toString() === 'beat') beat();
      else socket.send(data, { binary });
    });
    beat();
  });
}

/** As socket.io has it, which is built on it. @param {number} heartbeat */
function engineIo(heartbeat) {
  const require = createRequire(createRequire(import.meta.url).resolve('socket.io'));
  /** @type {typeof import('engine.io')} */
  const { Server } = require('engine.io');
  const http = createServer();
  const engine = new Server({ transports: ['websocket'], pingInterval: heartbeat, pingTimeout: heartbeat });
  engine.on('connection', (socket) =>
    socket.on('message', (/** @type {string} */ text) => socket.send(text)),
  );
  engine.attach(http);
  return http.listen(address.port, address.host);
}

/** @param {number} heartbeat */
async function heartwire(heartbeat) {
  const { supervise } = await import(built('server/index.js'));
  const wss = new WebSocketServer(address);
  const supervisor = supervise(wss, { heartbeat: { pingInterval: heartbeat, pongTimeout: heartbeat } });
  supervisor.on('message', (/** @type {any} */ { peer, message }) => peer.send(message));
  return wss;
}
