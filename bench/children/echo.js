// @ts-check
/** CPU time of one client per message that it sends and gets back. */
import { clients } from '../support/clients.js';
import { input, report } from '../support/processes.js';

/** @type {{ client: import('../support/clients.js').ClientName, addresses: import('../support/processes.js').Addresses, window: number, warmUp: number, count: number }} */
const { client, addresses, window, warmUp, count } = input();
const message = 'abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz0123456789ab';
let toSend = 0;
let toReceive = 0;
let finished = () => {};

const target = { ws: `${addresses.ws}/echo`, io: `${addresses.io}/echo` };
const connection = await clients[client](target, (data) => {
  toReceive -= 1;
  if (toSend > 0) {
    toSend -= 1;
    connection.send(message);
  }
  if (toReceive > 0) return;
  if (data !== message) throw new Error(`${client} gave back ${data}.`);
  finished();
});

/** @param {number} messages */
async function exchange(messages) {
  toReceive = messages;
  toSend = messages - window;
  const before = process.cpuUsage();
  await new Promise((resolve) => {
    finished = () => resolve(undefined);
    for (let sent = 0; sent < window; sent += 1) connection.send(message);
  });
  const { user, system } = process.cpuUsage(before);
  return (user + system) / messages;
}

await exchange(warmUp);
report(await exchange(count));
