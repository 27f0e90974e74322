// @ts-check
import { Client } from '@stomp/stompjs';
import { WebSocket } from 'ws';
import { BEAT, closes, NEVER } from '../record-client.js';

/** @type {import('../record-client.js').Recording} */
export default {
  package: '@stomp/stompjs',
  protocol: 'v12.stomp',
  start(port, beats) {
    const interval = beats ? BEAT : NEVER;
    const client = new Client({
      // @ts-expect-error: declared as the platform's.
      webSocketFactory: () =>
        new WebSocket(`ws://127.0.0.1:${port}/stomp`, ['v12.stomp', 'v11.stomp', 'v10.stomp']),
      heartbeatIncoming: interval,
      heartbeatOutgoing: interval,
      reconnectDelay: 10,
      connectHeaders: { host: 'example.org' },
    });
    client.activate();
    return {
      say: () => client.publish({ destination: '/queue/a', body: 'hello' }),
      stop: () => client.deactivate({ force: true }),
    };
  },
  async welcome(link) {
    const [, beats = '0,0'] = /heart-beat:(.*)/.exec(await link.next()) ?? [];
    link.send(`CONNECTED\nversion:1.2\nheart-beat:${beats}\n\n\0`);
  },
  async data(link, client) {
    // The client reads its welcome first.
    await new Promise((resolve) => setTimeout(resolve, 50));
    client.say?.();
    await link.next();
    link.send('MESSAGE\nsubscription:0\nmessage-id:1\ndestination:/queue/a\n\nhello\0');
  },
  async beats(link) {
    for (let count = 0; count < 3; count += 1) {
      await link.next();
      link.send('\n');
    }
  },
  ends: [...closes([1000, 1001, 1011]), { cut: true }, { say: 'ERROR\nmessage:no\n\n\0', close: 1000 }],
};
