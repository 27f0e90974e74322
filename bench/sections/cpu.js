// @ts-check
import { measure, withServer } from '../support/processes.js';
import { ratios, spread } from '../support/stats.js';

/**
 * @typedef {import('../support/stats.js').Spread} Spread
 * @typedef {{ readonly client: string, readonly count: number, readonly rounds: number, readonly micros: Spread, readonly ratio: Spread }} CpuRow
 * `micros`: CPU time per message in µs; `ratio`: by the bare client's of the same round.
 * @typedef {{ readonly rounds: number, readonly count: number, readonly warmUp: number }} CpuPlan
 */

/** Ours and what it is held against are measured in every round; the peers in fewer, with fewer messages. */
const ours = ['ws', 'heartwire'];
const peers = ['reconnecting-websocket', 'partysocket', 'socket.io-client'];

/**
 * Measures CPU time per message, client by client in a fresh process, round after round.
 * @param {'inbound' | 'echo'} script
 * @param {object} input of the script, but for `client`, `addresses`, `count` and `warmUp`
 * @param {{ readonly ours: CpuPlan, readonly peers: CpuPlan }} plan
 * @returns {Promise<CpuRow[]>} the bare client first
 */
export function cpuPerMessage(script, input, plan) {
  return withServer(async (addresses) => {
    const micros = new Map([...ours, ...peers].map((client) => [client, /** @type {number[]} */ ([])]));
    const planOf = (/** @type {string} */ client) => (ours.includes(client) ? plan.ours : plan.peers);
    for (let round = 0; round < plan.ours.rounds; round += 1) {
      for (const [client, values] of micros) {
        const { rounds, count, warmUp } = planOf(client);
        if (round < rounds)
          values.push(await measure(script, { ...input, client, addresses, count, warmUp }));
      }
    }
    const bases = micros.get('ws') ?? [];
    return [...micros].map(([client, values]) => ({
      client,
      count: planOf(client).count,
      rounds: values.length,
      micros: spread(values),
      ratio: ratios(values, bases),
    }));
  });
}
