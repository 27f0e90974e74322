// @ts-check
/** CPU time of one connection per message, in µs, in turns with a recorder and without: `{ off, on, again }`, a value a round. */
import { built } from '../support/build.js';
import { kinds } from '../support/payloads.js';
import { input, report } from '../support/processes.js';

/** Far quicker than any heartbeat, so that a recorder has something to do all the time. */
const HEARTBEAT = { pingInterval: 50, pongTimeout: 5_000, keepAlive: 'always' };
const WINDOW = 64;

/** @type {{ addresses: import('../support/processes.js').Addresses, way: 'inbound' | 'echo', rounds: number, warmUp: number, count: number }} */
const { addresses, way, rounds, warmUp, count } = input();
const { createConnection } = await import(built('index.js'));
const { createRecorder } = await import(built('inspect/index.js'));
const { ws } = await import(built('adapters/ws.js'));

const message = 'x'.repeat(kinds.text64.size);
let toReceive = 0;
let toSend = 0;
let finished = () => {};

const connection = createConnection({
  url: `${addresses.ws}/${way === 'echo' ? 'echo' : 'pour'}`,
  transport: ws(),
  heartbeat: HEARTBEAT,
});
connection.on('message', () => {
  toReceive -= 1;
  if (toSend > 0) {
    toSend -= 1;
    connection.send(message);
  }
  if (toReceive === 0) finished();
});
await connection.opened();

/** @param {number} messages */
async function run(messages) {
  toReceive = messages;
  const before = process.cpuUsage();
  await new Promise((resolve) => {
    finished = () => resolve(undefined);
    if (way === 'inbound') connection.send(JSON.stringify({ kind: 'text64', count: messages }));
    else {
      toSend = messages - WINDOW;
      for (let sent = 0; sent < WINDOW; sent += 1) connection.send(message);
    }
  });
  const { user, system } = process.cpuUsage(before);
  return (user + system) / messages;
}

const recorder = createRecorder();

/** @param {number} messages */
async function recorded(messages) {
  const detach = recorder.attach(connection, { name: 'bench' });
  const micros = await run(messages);
  detach();
  return micros;
}

/** @type {{ off: number[], on: number[], again: number[] }} */
const values = { off: [], on: [], again: [] };
await run(warmUp);
await recorded(warmUp);
for (let round = 0; round < rounds; round += 1) {
  recorder.clear();
  values.off.push(await run(count));
  values.on.push(await recorded(count));
  values.again.push(await run(count));
}
// The first and the last record only say that it came and went.
report({ ...values, recordsPerRound: recorder.records.length - 2 });
