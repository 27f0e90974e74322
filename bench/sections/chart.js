// @ts-check
import { measure } from '../support/processes.js';
import { ratios, spread } from '../support/stats.js';
import { ways } from '../support/ways.js';

/**
 * @typedef {import('../support/stats.js').Spread} Spread
 * @typedef {import('../support/ways.js').Way} Way
 * @typedef {{ readonly client: string, readonly value: Spread, readonly ratio: Spread }} Row `ratio`: by the machine's of the same round.
 * @typedef {{ readonly chart: readonly Row[], readonly connection: readonly Row[] }} Parts of the chart alone, and of whole connections
 * @typedef {{ readonly event: Parts, readonly start: Parts }} ChartRows
 * `event`: CPU time of an event in µs; `start`: of the first connections of a process until all are open, in ms.
 * @typedef {{ readonly rounds: number, readonly events: { readonly count: number, readonly warmUp: number }, readonly connections: number }} ChartPlan
 */

const peers = ['reconnecting-websocket', 'partysocket'];

/**
 * Measures the three ways to run the chart, each in a fresh process, round after round; of the clients beside them those that can be
 * given a socket of ours.
 * @param {ChartPlan} plan
 * @returns {Promise<ChartRows>} the machine first
 */
export async function chartInThreeWays({ rounds, events, connections }) {
  const event = (/** @type {'chart' | 'connection'} */ part) =>
    inRounds(rounds, ways, (way) => measure('chart', { ...events, way, part }));
  const start = (/** @type {'chart' | 'connection'} */ part) =>
    inRounds(rounds, part === 'chart' ? ways : [...ways, ...peers], (client) =>
      measure('start', { client, part, connections }),
    );
  return {
    event: { chart: await event('chart'), connection: await event('connection') },
    start: { chart: await start('chart'), connection: await start('connection') },
  };
}

/**
 * @param {number} rounds
 * @param {readonly string[]} clients
 * @param {(client: string) => Promise<number>} run
 * @returns {Promise<Row[]>}
 */
async function inRounds(rounds, clients, run) {
  const values = new Map(clients.map((client) => [client, /** @type {number[]} */ ([])]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [client, own] of values) own.push(await run(client));
  }
  const bases = values.get('machine') ?? [];
  return [...values].map(([client, own]) => ({ client, value: spread(own), ratio: ratios(own, bases) }));
}
