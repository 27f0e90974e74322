// @ts-check
import { once } from 'node:events';
import { WebSocketServer } from 'ws';

/**
 * One frame of a trace: who sent it, and its text.
 * @typedef {readonly [from: 'client' | 'server', text: string]} TracedFrame
 *
 * One link as a script sees it.
 * @typedef {object} ScriptedLink
 * @property {string} url path and query of the dial
 * @property {readonly string[]} protocols subprotocols that were offered
 * @property {TracedFrame[]} frames all that was said, in order
 * @property {() => Promise<string>} next the client's next frame; rejects when the link ends, or after `PATIENCE`
 * @property {(text: string) => void} send
 * @property {(code?: number, reason?: string) => void} close
 * @property {() => void} cut ends the TCP connection without a close frame
 * @property {Promise<{ code: number, reason: string }>} closed
 */

/** How long a script waits for a client, in ms. */
const PATIENCE = 10_000;

/**
 * Serves WebSockets on a free port of the loopback: `dial` is given each link, in the order of the dials.
 * @param {{ protocol?: string, dial: (link: ScriptedLink, index: number) => void }} options `protocol`: the one that is selected
 */
export async function scriptedServer({ protocol, dial }) {
  let count = 0;
  const server = new WebSocketServer({
    host: '127.0.0.1',
    port: 0,
    handleProtocols: (offered) => (protocol && offered.has(protocol) ? protocol : false),
  });
  server.on('connection', (socket, request) => {
    dial(scriptedLink(socket, request), count);
    count += 1;
  });
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    port,
    close() {
      for (const socket of server.clients) socket.terminate();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

/** @param {import('ws').WebSocket} socket @param {import('node:http').IncomingMessage} request @returns {ScriptedLink} */
function scriptedLink(socket, request) {
  /** @type {TracedFrame[]} */
  const frames = [];
  /** @type {string[]} */
  const unread = [];
  /** @type {(() => void) | undefined} */
  let wake;
  socket.on('error', () => socket.terminate());
  socket.on('message', (data) => {
    const text = data.toString();
    frames.push(['client', text]);
    unread.push(text);
    wake?.();
  });
  const closed = new Promise((resolve) =>
    socket.once('close', (code, reason) => {
      resolve({ code, reason: reason.toString() });
      wake?.();
    }),
  );
  return {
    url: request.url ?? '',
    protocols: (request.headers['sec-websocket-protocol'] ?? '').split(/, */).filter(Boolean),
    frames,
    async next() {
      const deadline = Date.now() + PATIENCE;
      while (unread.length === 0) {
        if (socket.readyState > 1) throw new Error(`the client has gone; so far: ${JSON.stringify(frames)}`);
        const left = deadline - Date.now();
        if (left <= 0) throw new Error(`the client is silent; so far: ${JSON.stringify(frames)}`);
        await new Promise((resolve) => {
          const timer = setTimeout(resolve, left);
          wake = () => {
            clearTimeout(timer);
            resolve(undefined);
          };
        });
      }
      return /** @type {string} */ (unread.shift());
    },
    send(text) {
      frames.push(['server', text]);
      socket.send(text);
    },
    close: (code, reason) => socket.close(code, reason),
    cut: () => socket.terminate(),
    closed,
  };
}
