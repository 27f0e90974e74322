// @ts-check
import Pusher from 'pusher-js';
import { BEAT, closes, NEVER } from '../record-client.js';

/** @type {import('../record-client.js').Recording} */
export default {
  package: 'pusher-js',
  start(port, beats) {
    const client = new Pusher('app-key', {
      cluster: 'local',
      wsHost: '127.0.0.1',
      wsPort: port,
      forceTLS: false,
      enableStats: false,
      enabledTransports: ['ws'],
      activityTimeout: beats ? BEAT : NEVER,
      pongTimeout: NEVER,
    });
    client.subscribe('news');
    return {
      say: () => client.send_event('client-said', { text: 'hello' }, 'news'),
      stop: () => client.disconnect(),
    };
  },
  async welcome(link) {
    link.send(
      '{"event":"pusher:connection_established","data":"{\\"socket_id\\":\\"1.1\\",\\"activity_timeout\\":120}"}',
    );
    await link.next();
    link.send('{"event":"pusher_internal:subscription_succeeded","channel":"news","data":"{}"}');
  },
  async data(link, client) {
    client.say?.();
    await link.next();
    link.send('{"event":"said","channel":"news","data":"{\\"text\\":\\"hello\\"}"}');
    link.send('{"event":"pusher:ping","data":{}}');
    await link.next();
  },
  async beats(link) {
    for (let count = 0; count < 3; count += 1) {
      await link.next();
      link.send('{"event":"pusher:pong","data":{}}');
    }
  },
  ends: [...closes([1000, 1001, 4001, 4099, 4100, 4199, 4200, 4299, 4300]), { cut: true }],
};
