// @ts-check
import { Socket } from 'engine.io-client';

/** Not recorded: there is a real server for it. @type {Pick<import('../record-client.js').Recording, 'start'>} */
export default {
  start(port) {
    const socket = new Socket(`ws://127.0.0.1:${port}`, { transports: ['websocket'] });
    socket.on('message', (/** @type {unknown} */ text) => process.send?.(['text', text]));
    return { say: () => socket.send('hello'), stop: () => socket.close() };
  },
};
