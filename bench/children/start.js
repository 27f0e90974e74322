// @ts-check
/** CPU time, in ms, that the first connections of a process take from the first one's making until all are open, on sockets that cost nothing. */
import { built } from '../support/build.js';
import { FakeSocket } from '../support/fake-socket.js';
import { input, report } from '../support/processes.js';
import { creatorOf, ways } from '../support/ways.js';

/** @typedef {(opened: () => void) => unknown} Start Makes a client that calls `opened` when it is open. */

/** @type {{ client: import('../support/ways.js').Way | 'reconnecting-websocket' | 'partysocket', connections: number }} */
const { client, connections } = input();
const url = 'ws://127.0.0.1/';

/** @returns {Promise<Start>} */
async function ours() {
  const createConnection = await creatorOf(/** @type {import('../support/ways.js').Way} */ (client));
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

const start = await (ways.some((way) => way === client) ? ours() : peer());
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
