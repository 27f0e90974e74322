// @ts-check
import { Socket as PhoenixSocket } from 'phoenix';
import { socketServer } from '../web-server.js';

/** @type {import('../row.ts').ClientRow} */
export default {
  name: 'phoenix',
  mode: 'single link',
  underWay: { seen: 'nothing', runs: 1 },
  isMock: true,
  serve: (desk, port) =>
    socketServer(port, (socket) => {
      socket.on('message', async (data) => {
        const [join, ref, topic, event, { n }] = JSON.parse(String(data));
        const response = event === 'unit' ? { n: await desk.do(n) } : {};
        socket.send(JSON.stringify([join, ref, topic, 'phx_reply', { status: 'ok', response }]));
      });
    }),
  connect(url, Socket, heard) {
    const socket = new PhoenixSocket(url, {
      transport: Socket,
      reconnectAfterMs: () => 40,
      rejoinAfterMs: () => 40,
    });
    socket.connect();
    const channel = socket.channel('units');
    channel.join();
    return {
      unit: (n) => channel.push('unit', { n }).receive('ok', (reply) => heard(reply.n)),
      close: () => socket.disconnect(),
    };
  },
};
