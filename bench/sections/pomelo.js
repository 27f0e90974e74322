// @ts-check
import { measure } from '../support/processes.js';
import { ratios, spread } from '../support/stats.js';

/**
 * @typedef {import('../support/stats.js').Spread} Spread
 * @typedef {{ readonly way: 'decode' | 'encode', readonly micros: Spread, readonly peer: Spread, readonly ratio: Spread }} PomeloRow
 * `micros`, `peer`: CPU time of ours and of pomelo-protocol per package with its message, in µs; `ratio`: of ours by its.
 */

/**
 * Measures our codec of Pomelo's packages and messages against pomelo-protocol, on the traces of real servers. Needs what `interop/`
 * installs.
 * @param {{ readonly rounds: number, readonly count: number }} plan
 * @returns {Promise<PomeloRow[]>}
 */
export async function pomeloCodec(plan) {
  const { heartwire, 'pomelo-protocol': peer } = await measure('pomelo', plan);
  return /** @type {const} */ (['decode', 'encode']).map((way) => ({
    way,
    micros: spread(heartwire[way]),
    peer: spread(peer[way]),
    ratio: ratios(heartwire[way], peer[way]),
  }));
}
