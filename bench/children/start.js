// @ts-check
/**
 * CPU time, in ms, that the first connections of a process take from the first one's making until all are open: whole ones, on sockets that
 * cost nothing, or their charts alone.
 */
import { built } from '../support/build.js';
import { FakeSocket } from '../support/fake-socket.js';
import { input, report } from '../support/processes.js';
import { chartOf, creatorOf, idleHost, ways } from '../support/ways.js';

/** @typedef {(opened: () => void) => unknown} Start Makes a client that calls `opened` when it is open. */

/** @typedef {import('../support/ways.js').Way} Way */

/** @type {{ client: Way | 'reconnecting-websocket' | 'partysocket', part: 'chart' | 'connection', connections: number }} */
const { client, part, connections } = input();
const url = 'ws://127.0.0.1/';

/** @param {Way} way @returns {Promise<Start>} */
async function chart(way) {
  const make = await chartOf(way);
  const host = await idleHost();
  return (opened) => {
    const send = make(host);
    send({ type: 'connect' });
    send({ type: 'socket.opened' });
    if (host.status === 'open') opened();
    return send;
  };
}

/** @param {Way} way @returns {Promise<Start>} */
async function connection(way) {
  const createConnection = await creatorOf(way);
  const { browserTransport } = await import(built('adapters/browser.js'));
  const transport = browserTransport({ WebSocket: FakeSocket });
  return (opened) => {
    const connection = createConnection({ url, transport });
    connection.on('open', opened);
    return connection;
  };
}

/** @returns {Promise<Start>} */
async function peer() {
  const module = await import(client === 'partysocket' ? 'partysocket/ws' : client);
  const Client = module.default.default ?? module.default;
  return (opened) => {
    const socket = new Client(url, [], { WebSocket: FakeSocket });
    socket.addEventListener('open', opened);
    return socket;
  };
}

const way = ways.find((way) => way === client);
const start = await (way ? { chart, connection }[part](way) : peer());
/** @type {unknown[]} */
const held = [];
let left = connections;

const before = process.cpuUsage();
await new Promise((resolve) => {
  const opened = () => {
    left -= 1;
    if (left === 0) resolve(undefined);
  };
  for (let made = 0; made < connections; made += 1) held.push(start(opened));
});
const { user, system } = process.cpuUsage(before);
report((user + system) / 1_000);
