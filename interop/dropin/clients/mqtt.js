// @ts-check
import { Aedes } from 'aedes';
import mqtt from 'mqtt';
import { createWebSocketStream } from 'ws';
import { socketServer } from '../web-server.js';

let clients = 0;

/** @type {import('../row.ts').ClientRow} */
export default {
  name: 'MQTT.js',
  mode: 'single link',
  underWay: { seen: 'once', runs: 2 },
  async serve(desk, port) {
    const broker = await Aedes.createBroker();
    broker.authorizePublish = (_, { payload }, done) => void desk.do(Number(payload)).then(() => done(null));
    return socketServer(port, (socket, request) => {
      const stream = createWebSocketStream(socket);
      stream.on('error', () => {});
      broker.handle(stream, request);
    });
  },
  connect(url, Socket, heard) {
    const client = mqtt.connect(url, {
      createWebsocket: (to, protocols) => new Socket(to, protocols),
      forceNativeWebSocket: true,
      reconnectPeriod: 40,
      // A session that outlives its link: its subscriptions, and what was published meanwhile.
      clean: false,
      clientId: `client-${++clients}`,
    });
    client.on('error', () => {});
    client.on('message', (_, payload) => heard(Number(payload)));
    client.subscribe('units', { qos: 1 });
    return {
      unit: (n) => client.publishAsync('units', String(n), { qos: 1 }),
      close: () => client.endAsync(true),
    };
  },
};
