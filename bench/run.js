// @ts-check
/** `npm run bench [-- --quick]`: measures, prints the table, and writes `bench/results/latest.json`. */
import { mkdir, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import install from '../interop/install.js';
import { tables, verdicts } from './report.js';
import { chartInThreeWays } from './sections/chart.js';
import { cpuPerMessage } from './sections/cpu.js';
import { timeToLost } from './sections/frozen.js';
import { heapPerConnection } from './sections/heap.js';
import { recorderPerMessage } from './sections/inspect.js';
import { pomeloCodec } from './sections/pomelo.js';
import { sizes } from './sections/size.js';
import { build } from './support/build.js';
import { machine, versions } from './support/machine.js';
import { results } from './support/results.js';
import { judged } from './targets.js';

const plans = {
  full: {
    inbound: {
      ours: { rounds: 7, count: 1_000_000, warmUp: 200_000 },
      peers: { rounds: 3, count: 400_000, warmUp: 200_000 },
    },
    echo: {
      ours: { rounds: 7, count: 60_000, warmUp: 20_000 },
      peers: { rounds: 3, count: 60_000, warmUp: 20_000 },
    },
    // Longer than the 5 s in which clients watch a link that has just opened.
    heap: { connections: 1_000, settle: 6_000 },
    inspect: {
      inbound: { rounds: 81, count: 60_000, warmUp: 200_000 },
      echo: { rounds: 81, count: 5_000, warmUp: 20_000 },
    },
    pomelo: { rounds: 7, count: 300_000 },
    chart: { rounds: 7, events: { count: 200_000, warmUp: 50_000 }, connections: 1_000 },
    frozen: { runs: 20, limit: 10_000 },
  },
  quick: {
    inbound: {
      ours: { rounds: 3, count: 200_000, warmUp: 50_000 },
      peers: { rounds: 1, count: 100_000, warmUp: 50_000 },
    },
    echo: {
      ours: { rounds: 3, count: 20_000, warmUp: 10_000 },
      peers: { rounds: 1, count: 20_000, warmUp: 10_000 },
    },
    heap: { connections: 400, settle: 5_500 },
    inspect: {
      inbound: { rounds: 21, count: 60_000, warmUp: 200_000 },
      echo: { rounds: 21, count: 5_000, warmUp: 20_000 },
    },
    pomelo: { rounds: 3, count: 100_000 },
    chart: { rounds: 3, events: { count: 100_000, warmUp: 50_000 }, connections: 1_000 },
    frozen: { runs: 5, limit: 2_000 },
  },
};

const { quick = false } = parseArgs({ options: { quick: { type: 'boolean' } } }).values;
const plan = quick ? plans.quick : plans.full;

/**
 * @template T
 * @param {string} what
 * @param {() => Promise<T>} act
 */
async function step(what, act) {
  const from = performance.now();
  const result = await act();
  process.stderr.write(`${what}: ${((performance.now() - from) / 1_000).toFixed(1)} s\n`);
  return result;
}

/** @param {import('./support/payloads.js').Kind} kind */
const inbound = (kind) => step(`inbound ${kind}`, () => cpuPerMessage('inbound', { kind }, plan.inbound));

await step('build', build);
// The Pomelo section measures against a package of interop's.
await step('packages of interop', install);

/** @type {import('./report.js').Results} */
const measured = {
  quick,
  startedAt: new Date().toISOString(),
  machine: machine(),
  versions: await versions(),
  plan,
  size: await step('size', sizes),
  frozen: await step('frozen link', () => timeToLost(plan.frozen)),
  chart: await step('chart', () => chartInThreeWays(plan.chart)),
  heap: await step('heap', () => heapPerConnection(plan.heap)),
  inbound: {
    text64: await inbound('text64'),
    binary64: await inbound('binary64'),
    binary1k: await inbound('binary1k'),
  },
  echo: await step('echo', () => cpuPerMessage('echo', { window: 64 }, plan.echo)),
  pomelo: await step('pomelo codec', () => pomeloCodec(plan.pomelo)),
  inspect: await step('recorder', () => recorderPerMessage(plan.inspect)),
};

await mkdir(new URL('.', results), { recursive: true });
await writeFile(results, `${JSON.stringify(measured, null, 2)}\n`);
process.stdout.write(`${tables(measured)}\n\n${verdicts(judged(measured))}\n`);
