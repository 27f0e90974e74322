// @ts-check
// @ts-expect-error: it declares no types.
import WebSocketJSONStream from '@teamwork/websocket-json-stream';
import Backend from 'sharedb';
import sharedb from 'sharedb/lib/client/index.js';
import { socketServer } from '../web-server.js';

/** @type {import('../row.ts').ClientRow} */
export default {
  name: 'ShareDB',
  mode: 'whole',
  // Asked for again, and known to be the same.
  underWay: { seen: 'once', runs: 2 },
  async serve(desk, port) {
    const backend = new Backend({ db: desk.kept(() => new Backend.MemoryDB()) });
    const done = await listOf(backend.connect(), 'done');
    backend.use('commit', ({ id, op }, next) => {
      const n = unitIn(id, op);
      if (n) desk.do(n).then(() => next());
      else next();
    });
    backend.use('afterWrite', ({ id, op }, next) => {
      const n = unitIn(id, op);
      if (n) done.submitOp([{ p: [0], li: n }]);
      next();
    });
    return socketServer(port, (socket) => backend.listen(new WebSocketJSONStream(socket)));
  },
  async connect(url, Socket) {
    const socket = /** @type {import('sharedb/lib/sharedb.js').Socket} */ (new Socket(url));
    const connection = new sharedb.Connection(socket);
    const units = await listOf(connection, 'units');
    const done = await listOf(connection, 'done');
    return {
      unit: (n) => units.submitOp([{ p: [0], li: n }]),
      // Written by the server: heard of by subscription.
      results: () => done.data,
      close: () => connection.close(),
    };
  },
};

/** @param {string} id @param {any} op */
const unitIn = (id, op) => (id === 'units' ? op.op?.[0].li : undefined);

/**
 * A document that is a list, made where there is none, and subscribed to.
 * @param {import('sharedb/lib/client/index.js').Connection} connection
 * @param {string} id
 */
async function listOf(connection, id) {
  const doc = connection.get('lists', id);
  await new Promise((resolve) => doc.subscribe(resolve));
  if (!doc.type) await new Promise((resolve) => doc.create([], resolve));
  return doc;
}
