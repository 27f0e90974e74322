// @ts-check
/** CPU time of one client per message that comes in. */
import { clients } from '../support/clients.js';
import { kinds } from '../support/payloads.js';
import { input, report } from '../support/processes.js';

/** @type {{ client: import('../support/clients.js').ClientName, addresses: import('../support/processes.js').Addresses, kind: import('../support/payloads.js').Kind, warmUp: number, count: number }} */
const { client, addresses, kind, warmUp, count } = input();
const { isBinary, size } = kinds[kind];
let left = 0;
let bytes = 0;
let finished = () => {};

const connection = await clients[client]({ ws: `${addresses.ws}/pour`, io: addresses.io }, (data) => {
  bytes += typeof data === 'string' ? data.length : data.byteLength;
  left -= 1;
  if (left > 0) return;
  if ((typeof data === 'string') === isBinary) throw new Error(`${client} gave ${typeof data} for ${kind}.`);
  finished();
});

/** @param {number} messages */
async function receive(messages) {
  left = messages;
  bytes = 0;
  const before = process.cpuUsage();
  await new Promise((resolve) => {
    finished = () => resolve(undefined);
    connection.send(JSON.stringify({ kind, count: messages }));
  });
  const { user, system } = process.cpuUsage(before);
  if (bytes !== messages * size) throw new Error(`${client} gave ${bytes} bytes for ${messages} × ${size}.`);
  return (user + system) / messages;
}

await receive(warmUp);
report(await receive(count));
