// @ts-check
import { docs, getYDoc, setupWSConnection } from '@y/websocket-server/utils';
import { WebsocketProvider } from 'y-websocket';
import { Doc } from 'yjs';
import { socketServer } from '../web-server.js';

let rooms = 0;

/** @type {import('../row.ts').ClientRow} */
export default {
  name: 'y-websocket',
  mode: 'single link',
  underWay: { seen: 'once', runs: 1 },
  async serve(desk, port) {
    const room = desk.kept(() => `room-${++rooms}`);
    const doc = getYDoc(room);
    const [units, done] = arraysOf(doc);
    units.observe(({ changes }) => {
      for (const n of [...changes.added].flatMap((item) => item.content.getContent())) {
        // A client that comes back brings along what was done before the restart.
        if (!done.toArray().includes(n)) desk.do(n).then(() => done.push([n]));
      }
    });
    const server = await socketServer(port, (socket, request) =>
      setupWSConnection(socket, request, { docName: room }),
    );
    return {
      async close() {
        await server.close();
        docs.delete(room);
      },
    };
  },
  connect(url, Socket) {
    const doc = new Doc();
    const [units, done] = arraysOf(doc);
    const provider = new WebsocketProvider(url, 'room', doc, {
      WebSocketPolyfill: /** @type {typeof WebSocket} */ (Socket),
      maxBackoffTime: 40,
      disableBc: true,
    });
    return {
      unit: (n) => units.push([n]),
      results: () => done.toArray(),
      close: () => provider.destroy(),
    };
  },
};

/** @param {Doc} doc @returns {[units: import('yjs').Array<number>, done: import('yjs').Array<number>]} */
const arraysOf = (doc) => [doc.getArray('units'), doc.getArray('done')];
