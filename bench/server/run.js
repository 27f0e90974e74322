// @ts-check
/** `npm run bench:server [-- --quick]`: measures the server half, prints the tables, and writes `bench/results/server.json`. */
import { mkdir, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { verdicts } from '../report.js';
import { build } from '../support/build.js';
import { machine, versions } from '../support/machine.js';
import { serverResults } from '../support/results.js';
import { judgedServer } from '../targets.js';
import { serverTables } from './report.js';
import { underConnections } from './sections/connections.js';
import { deadlinesAlone } from './sections/timers.js';

const plans = {
  // 10,000 need as many file handles in the server and in the process of the clients: `ulimit -n 20000`.
  full: {
    connections: { connections: 10_000, warmUp: 1_000, heartbeat: 5_000, duration: 20_000, rounds: 3 },
    timers: { peers: [100_000, 1_000_000], frames: 4_000_000, interval: 2_000, duration: 6_000, rounds: 3 },
  },
  quick: {
    connections: { connections: 2_000, warmUp: 500, heartbeat: 2_000, duration: 6_000, rounds: 1 },
    timers: { peers: [100_000, 1_000_000], frames: 2_000_000, interval: 2_000, duration: 4_000, rounds: 1 },
  },
};

const { quick = false } = parseArgs({ options: { quick: { type: 'boolean' } } }).values;
const plan = quick ? plans.quick : plans.full;

await build();

/** @type {import('./report.js').ServerResults} */
const measured = {
  quick,
  startedAt: new Date().toISOString(),
  machine: machine(),
  versions: await versions(),
  plan,
  connections: await underConnections(plan.connections),
  timers: await deadlinesAlone(plan.timers),
};

await mkdir(new URL('.', serverResults), { recursive: true });
await writeFile(serverResults, `${JSON.stringify(measured, null, 2)}\n`);
process.stdout.write(`${serverTables(measured)}\n\n${verdicts(judgedServer(measured))}\n`);
