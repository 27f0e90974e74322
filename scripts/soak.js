// @ts-check
/**
 * `npm run soak -- [--minutes 10] [--seed N] [--clients N] [--hours N]`: runs simulated worlds with fresh seeds for so many
 * minutes, or the one world of a seed; `--clients` and `--hours`, of virtual time, say how large worlds are, which are else
 * drawn. Exits with 1 at the first violation.
 */
import { parseArgs } from 'node:util';
import { load } from './soak/build.js';
import { coverage } from './soak/coverage.js';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    seed: { type: 'string' },
    clients: { type: 'string' },
    hours: { type: 'string' },
  },
});

/** @param {keyof typeof values} name @returns {number | undefined} */
function number(name) {
  const text = values[name];
  if (text === undefined) return undefined;
  if (text !== '' && Number(text) >= 0) return Number(text);
  console.error(`--${name}: ${text} is not a number from 0`);
  return process.exit(2);
}

const seed = number('seed');
const clients = number('clients');
const hours = number('hours');
const minutes = number('minutes') ?? 1;
const { simulateWorld, sumWorlds, worldFaults, edgesOf, connectionMachine } = await load();

/** @param {number} own */
function replay(own) {
  const size =
    (clients === undefined ? '' : ` --clients ${clients}`) + (hours === undefined ? '' : ` --hours ${hours}`);
  return `npm run soak -- --seed ${own}${size}`;
}

/** @param {number} own */
async function world(own) {
  return simulateWorld({
    seed: own,
    clients,
    duration: hours === undefined ? undefined : hours * 3_600_000,
    replay: replay(own),
    progress: (elapsed) => {
      if (hours !== undefined && hours >= 1)
        console.log(`${(elapsed / 3_600_000).toFixed(1)} h gone by in this world`);
    },
  });
}

const REPORT_EVERY = 10_000;
const start = performance.now();
let worlds = 0;
let told = start;
let sum = sumWorlds([]);

function progress() {
  const seconds = (performance.now() - start) / 1_000;
  const virtual = (sum.lasted / 3_600_000).toFixed(1);
  const rate = (worlds / seconds).toFixed(1);
  return `${worlds} worlds in ${seconds.toFixed(1)} s (${rate}/s), ${sum.events} events, ${virtual} h of virtual time`;
}

try {
  const first = seed ?? Date.now() % 2 ** 31;
  console.log(
    seed === undefined ? `seeds from ${first}, for ${minutes} minutes` : `the world of seed ${first}`,
  );
  do {
    sum = sumWorlds([sum, await world(first + worlds)]);
    worlds += 1;
    if (performance.now() - told > REPORT_EVERY) {
      told = performance.now();
      console.log(progress());
    }
  } while (seed === undefined && performance.now() - start < minutes * 60_000);
  console.log(
    coverage(sum, {
      faults: Object.keys(worldFaults),
      edges: edgesOf(connectionMachine).map(({ id }) => id),
    }),
  );
  console.log(`${progress()}: no violation`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.error(progress());
  process.exitCode = 1;
}
