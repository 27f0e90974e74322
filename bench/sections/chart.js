// @ts-check
import { measure } from '../support/processes.js';
import { ratios, spread } from '../support/stats.js';
import { ways } from '../support/ways.js';

/**
 * @typedef {import('../support/stats.js').Spread} Spread
 * @typedef {import('../support/ways.js').Way} Way
 * @typedef {{ readonly client: string, readonly value: Spread, readonly ratio: Spread }} Row `ratio`: by the machine's of the same round.
 * @typedef {{ readonly chart: readonly Row[], readonly connection: readonly Row[], readonly start: readonly Row[] }} ChartRows
 * `chart`, `connection`: CPU time of an event in µs, of the chart alone and of a whole connection; `start`: of the first connections of a
 * process until all are open, in ms.
 * @typedef {{ readonly rounds: number, readonly events: { readonly count: number, readonly warmUp: number }, readonly connections: number }} ChartPlan
 */

const starters = [...ways, 'reconnecting-websocket', 'partysocket'];

/**
 * Measures the three ways to run the chart, each in a fresh process, round after round; of the clients beside them those that can be
 * given a socket of ours.
 * @param {ChartPlan} plan
 * @returns {Promise<ChartRows>} the machine first
 */
export async function chartInThreeWays({ rounds, events, connections }) {
  return {
    chart: await inRounds(rounds, ways, (way) => measure('chart', { ...events, way, part: 'chart' })),
    connection: await inRounds(rounds, ways, (way) =>
      measure('chart', { ...events, way, part: 'connection' }),
    ),
    start: await inRounds(rounds, starters, (client) => measure('start', { client, connections })),
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
