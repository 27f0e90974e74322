// @ts-check
/** A real MQTT broker behind WebSockets. Options: `port`. Says `beat` for each PINGREQ. */
import { createServer } from 'node:http';
import { Aedes } from 'aedes';
import { createWebSocketStream, WebSocketServer } from 'ws';
import { options, say } from './parent.js';

const broker = await Aedes.createBroker();
broker.on('client', ({ id }) => say('client', id));
broker.on('ping', () => say('beat'));
broker.on('clientDisconnect', ({ id }) => say('gone', id));
broker.on('keepaliveTimeout', ({ id }) => say('timeout', id));
broker.on('publish', ({ topic, payload }) => {
  if (!topic.startsWith('$SYS')) say('publish', { topic, payload: payload.toString() });
});

const http = createServer();
const wss = new WebSocketServer({
  server: http,
  handleProtocols: (offered) => (offered.has('mqtt') ? 'mqtt' : false),
});
wss.on('connection', (socket, request) => broker.handle(createWebSocketStream(socket), request));
http.listen(options.port, '127.0.0.1', () => say('up', options.port));
