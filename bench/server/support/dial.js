// @ts-check
import { WebSocket } from 'ws';

/**
 * @typedef {import('./contestants.js').ContestantName} ContestantName
 * @typedef {{ readonly contestant: ContestantName, readonly port: number, readonly heartbeat: number }} Target
 * @typedef {{ beat?(): void, message?(text: string): void, lost?(): void }} Heard
 * @typedef {{ send(text: string): void }} Line
 */

/**
 * Opens a client that keeps up its side of the heartbeat, and sends and hears text in the contestant's own frames.
 * @param {Target} target
 * @param {Heard} heard
 * @returns {Promise<Line>}
 */
export async function dial({ contestant, port, heartbeat }, heard) {
  const isEngine = contestant === 'engine.io';
  const path = isEngine ? '/engine.io/?EIO=4&transport=websocket' : '/';
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { perMessageDeflate: false });
  const hear = isEngine ? engine(socket, heard) : plain(socket, heard, heartbeat);
  socket.on('message', (data) => hear(data.toString()));
  // A ping frame is answered by the socket itself.
  socket.on('ping', () => heard.beat?.());
  socket.on('close', () => heard.lost?.());
  await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
  return { send: (text) => socket.send(isEngine ? `4${text}` : text) };
}

/**
 * Pomelo's way, where the server knows it: an interval after the server's beat the client beats.
 * @param {WebSocket} socket
 * @param {Heard} heard
 * @param {number} heartbeat
 */
function plain(socket, heard, heartbeat) {
  return (/** @type {string} */ text) => {
    if (text !== 'beat') return heard.message?.(text);
    heard.beat?.();
    setTimeout(() => socket.send('beat'), heartbeat);
  };
}

/**
 * Engine.IO 4: `2` is a ping, `3` its answer, `4` a message, and `0` opens.
 * @param {WebSocket} socket
 * @param {Heard} heard
 */
function engine(socket, heard) {
  return (/** @type {string} */ packet) => {
    if (packet === '2') {
      heard.beat?.();
      socket.send('3');
    } else if (packet.startsWith('4')) heard.message?.(packet.slice(1));
  };
}
