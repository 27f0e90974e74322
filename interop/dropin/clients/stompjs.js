// @ts-check
import { Client } from '@stomp/stompjs';
// @ts-expect-error: it declares no types.
import StompServer from 'stomp-broker-js';
import { webServer } from '../web-server.js';

/** @type {import('../row.ts').ClientRow} */
export default {
  name: '@stomp/stompjs',
  mode: 'single link',
  underWay: { seen: 'once', runs: 1 },
  serve: (desk, port) =>
    webServer(port, (server) => {
      const broker = new StompServer({ server, path: '/ws' });
      broker.on('error', () => {});
      broker.subscribe('/units', async (/** @type {string} */ n) => {
        broker.send('/done', {}, String(await desk.do(Number(n))));
      });
    }),
  connect(url, Socket, heard) {
    const client = new Client({
      webSocketFactory: () => new Socket(`${url}ws`, ['v12.stomp', 'v11.stomp']),
      reconnectDelay: 40,
      onConnect: () => client.subscribe('/done', ({ body }) => heard(Number(body))),
    });
    client.activate();
    return {
      unit: (n) => client.publish({ destination: '/units', body: String(n) }),
      close: () => client.deactivate({ force: true }),
    };
  },
};
