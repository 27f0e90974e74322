// @ts-check
import { socketServer } from './web-server.js';

/**
 * A node that speaks JSON-RPC as Ethereum's do. A unit of work is a block, of which every subscriber hears.
 * @param {import('./row.ts').Desk} desk
 * @param {number} port
 */
export function jsonRpcNode(desk, port) {
  /** @type {Set<import('ws').WebSocket>} */
  const subscribers = new Set();
  return socketServer(port, (socket) => {
    const send = (/** @type {object} */ message, to = socket) =>
      to.send(JSON.stringify({ jsonrpc: '2.0', ...message }));
    socket.on('close', () => subscribers.delete(socket));
    socket.on('message', async (data) => {
      const { id, method, params } = JSON.parse(String(data));
      if (method === 'eth_subscribe') subscribers.add(socket);
      if (method !== 'unit') return send({ id, result: '0x1' });
      const number = await desk.do(params[0]);
      const head = { subscription: '0x1', result: { number: `0x${number.toString(16)}` } };
      for (const to of subscribers) send({ method: 'eth_subscription', params: head }, to);
      send({ id, result: number });
    });
  });
}
