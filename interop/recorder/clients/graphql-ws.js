// @ts-check
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { BEAT } from '../record-client.js';

/** Not recorded: there is a real server for it. @type {Pick<import('../record-client.js').Recording, 'start'>} */
export default {
  start(port) {
    const client = createClient({
      url: `ws://127.0.0.1:${port}`,
      webSocketImpl: WebSocket,
      keepAlive: BEAT,
      lazy: false,
      retryAttempts: 0,
    });
    const sink = {
      next: (/** @type {unknown} */ value) => process.send?.(['text', JSON.stringify(value)]),
      error() {},
      complete() {},
    };
    return { say: () => void client.subscribe({ query: '{ hello }' }, sink), stop: () => client.dispose() };
  },
};
