// @ts-check
import { Server } from 'socket.io';
import { io, WebSocket as WebSocketTransport } from 'socket.io-client';
import { webServer } from '../web-server.js';

/** @type {import('../row.ts').ClientRow} */
export default {
  name: 'socket.io-client',
  mode: 'single link',
  underWay: { seen: 'nothing', runs: 1 },
  serve: (desk, port) =>
    webServer(port, (http) => {
      new Server(http, { transports: ['websocket'] }).on('connection', (socket) => {
        socket.on('unit', async (n, done) => done(await desk.do(n)));
      });
    }),
  connect(url, Socket, heard) {
    class Transport extends WebSocketTransport {
      /** @override */
      createSocket(/** @type {string} */ uri, /** @type {string | string[] | undefined} */ protocols) {
        return new Socket(uri, protocols);
      }
    }
    const socket = io(url, {
      transports: [Transport],
      forceNew: true,
      reconnectionDelay: 40,
      reconnectionDelayMax: 40,
    });
    return { unit: (n) => void socket.emit('unit', n, heard), close: () => socket.disconnect() };
  },
};
