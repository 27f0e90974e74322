// @ts-check
import { Centrifuge } from 'centrifuge';
import { WebSocket } from 'ws';
import { closes } from '../record-client.js';

/** @type {import('../record-client.js').Recording} */
export default {
  package: 'centrifuge',
  start(port) {
    const client = new Centrifuge(`ws://127.0.0.1:${port}/connection/websocket`, {
      websocket: WebSocket,
      minReconnectDelay: 10,
      maxReconnectDelay: 20,
    });
    client.connect();
    return { say: () => void client.send({ text: 'hello' }), stop: () => client.disconnect() };
  },
  async welcome(link) {
    const { id } = JSON.parse(await link.next());
    // Both clocks of a real server run in seconds: this one is never asked to wait them out.
    link.send(JSON.stringify({ id, connect: { client: 'c1', version: '6.0.0', ping: 25, pong: true } }));
  },
  async data(link, client) {
    client.say?.();
    await link.next();
    link.send('{"push":{"channel":"news","pub":{"data":{"text":"hello"}}}}');
  },
  async beats(link) {
    for (let count = 0; count < 3; count += 1) {
      link.send('{}');
      await link.next();
    }
  },
  // Centrifugo gives a reason with each code, and its client looks at the code only then.
  ends: [
    ...closes([1000, 1001, 3000, 3499, 3500, 3999, 4000, 4499, 4500, 4999], 'reason'),
    { cut: true },
    { say: '{"push":{"disconnect":{"code":3001,"reason":"shutdown"}}}', close: 1000 },
    { say: '{"push":{"disconnect":{"code":3500,"reason":"invalid token"}}}', close: 1000 },
  ],
};
