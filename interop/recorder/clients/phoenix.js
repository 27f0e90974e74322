// @ts-check
import { Socket } from 'phoenix';
import { WebSocket } from 'ws';
import { BEAT, closes, NEVER } from '../record-client.js';

/** @type {import('../record-client.js').Recording} */
export default {
  package: 'phoenix',
  start(port, beats) {
    const socket = new Socket(`ws://127.0.0.1:${port}/socket`, {
      transport: WebSocket,
      heartbeatIntervalMs: beats ? BEAT : NEVER,
      reconnectAfterMs: () => 10,
    });
    socket.connect();
    const channel = socket.channel('room:1', { name: 'Ada' });
    channel.join();
    return { say: () => channel.push('shout', { text: 'hello' }), stop: () => socket.disconnect() };
  },
  async welcome(link) {
    reply(link, await link.next());
  },
  async data(link, client) {
    client.say?.();
    const shout = await link.next();
    reply(link, shout);
    link.send('[null,null,"room:1","shouted",{"text":"hello"}]');
  },
  async beats(link) {
    for (let count = 0; count < 3; count += 1) reply(link, await link.next());
  },
  ends: [...closes([1000, 1001, 1011, 4000]), { cut: true }],
};

/** @param {import('../scripted-server.js').ScriptedLink} link @param {string} frame */
function reply(link, frame) {
  const [join, ref, topic] = JSON.parse(frame);
  link.send(JSON.stringify([join, ref, topic, 'phx_reply', { status: 'ok', response: {} }]));
}
