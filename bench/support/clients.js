// @ts-check
import { built } from './build.js';
import { creatorOf } from './ways.js';

/**
 * @typedef {{ send(data: string): void }} Open
 * @typedef {{ readonly ws: string, readonly io: string }} Target
 * @typedef {(data: string | ArrayBuffer | Uint8Array) => void} Receive
 * @typedef {(target: Target, receive: Receive, lost?: () => void) => Promise<Open>} Client
 */

/** Each client as its own documentation uses it: binary as ArrayBuffer, text as string, defaults elsewhere. */
export const clients = {
  ws: bare,
  heartwire: heartwire(),
  heartwireText: heartwire({ dialect: 'text' }),
  heartwireLite: heartwire({ way: 'heartwire/lite' }),
  heartwireMachine: heartwire({ way: 'machine' }),
  heartwireFast: heartwire({ heartbeat: { pingInterval: 200, pongTimeout: 100 } }),
  'reconnecting-websocket': webSocketLike(async () => {
    const { default: module } = await import('reconnecting-websocket');
    // A CommonJS module: its own `default` is a property of what Node calls the default export.
    return /** @type {any} */ (module).default ?? module;
  }),
  partysocket: webSocketLike(async () => (await import('partysocket/ws')).default),
  'socket.io-client': socketIo,
};

/** @typedef {keyof typeof clients} ClientName */

/** @type {Client} */
async function bare({ ws }, receive, lost) {
  const { WebSocket } = await import('ws');
  const socket = new WebSocket(ws);
  socket.binaryType = 'arraybuffer';
  socket.on('message', (data, isBinary) =>
    receive(isBinary ? /** @type {ArrayBuffer} */ (data) : data.toString()),
  );
  if (lost) socket.on('close', lost);
  await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
  return { send: (data) => socket.send(data) };
}

/**
 * @param {{ way?: import('./ways.js').Way, dialect?: 'text', heartbeat?: { pingInterval: number, pongTimeout: number } }} [options]
 * @returns {Client}
 */
function heartwire({ way = 'heartwire', dialect, heartbeat } = {}) {
  return async (target, receive, lost) => {
    const createConnection = await creatorOf(way);
    const { ws } = await import(built('adapters/ws.js'));
    const connection = createConnection({
      url: target.ws,
      transport: ws(),
      ...(dialect && { dialect: (await import(built('dialects/text.js'))).text() }),
      ...(heartbeat && { heartbeat }),
    });
    connection.on('message', receive);
    if (lost) connection.on('lost', lost);
    await connection.opened();
    return { send: (data) => connection.send(data) };
  };
}

/**
 * @param {() => Promise<any>} load gives a class like `WebSocket`
 * @returns {Client}
 */
function webSocketLike(load) {
  return async (target, receive, lost) => {
    const { WebSocket } = await import('ws');
    const socket = new (await load())(target.ws, [], { WebSocket });
    socket.binaryType = 'arraybuffer';
    socket.addEventListener('message', (/** @type {MessageEvent} */ { data }) => receive(data));
    if (lost) socket.addEventListener('close', lost);
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve);
      socket.addEventListener('error', reject);
    });
    return { send: (data) => socket.send(data) };
  };
}

/** @type {Client} */
async function socketIo(target, receive, lost) {
  const { io } = await import('socket.io-client');
  const socket = io(target.io, { transports: ['websocket'], forceNew: true });
  socket.on('message', receive);
  if (lost) socket.on('disconnect', lost);
  await new Promise((resolve, reject) =>
    socket.on('connect', () => resolve(undefined)).on('connect_error', reject),
  );
  return { send: (data) => void socket.emit('message', data) };
}
