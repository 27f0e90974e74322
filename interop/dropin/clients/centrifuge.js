// @ts-check
import { Centrifuge } from 'centrifuge';
import { socketServer } from '../web-server.js';

/** @type {import('../row.ts').ClientRow} */
export default {
  name: 'centrifuge',
  mode: 'single link',
  underWay: { seen: 'failed', runs: 1 },
  isMock: true,
  serve: (desk, port) =>
    socketServer(port, (socket) => {
      socket.on('message', async (data) => {
        // A frame is one command or several, a line each.
        for (const command of String(data).split('\n').filter(Boolean)) {
          const { id, connect, rpc } = JSON.parse(command);
          if (connect)
            socket.send(JSON.stringify({ id, connect: { client: 'c', version: '6', ping: 25, pong: true } }));
          if (rpc) desk.do(rpc.data).then((n) => socket.send(JSON.stringify({ id, rpc: { data: n } })));
        }
      });
    }),
  connect(url, Socket, heard) {
    const client = new Centrifuge(url, { websocket: Socket, minReconnectDelay: 40, maxReconnectDelay: 40 });
    client.connect();
    return {
      unit: async (n) => heard((await client.rpc('unit', n)).data),
      close: () => client.disconnect(),
    };
  },
};
