// @ts-check
import { measure, withServer } from '../support/processes.js';
import { ratios } from '../support/stats.js';

/**
 * @typedef {import('../support/stats.js').Spread} Spread
 * @typedef {{ readonly way: 'inbound' | 'echo', readonly on: Spread, readonly off: Spread, readonly recordsPerRound: number }} InspectRow
 * `on`: CPU time per message with a recorder, by the mean of the runs without one before and after it; `off`: those two by each other,
 * which is the noise.
 * @typedef {{ readonly rounds: number, readonly count: number, readonly warmUp: number }} InspectPlan
 */

/**
 * Measures what a recorder costs a message: one connection, by turns without, with and without one.
 * @param {Readonly<Record<'inbound' | 'echo', InspectPlan>>} plan
 * @returns {Promise<InspectRow[]>}
 */
export function recorderPerMessage(plan) {
  return withServer(async (addresses) => {
    /** @type {InspectRow[]} */
    const rows = [];
    for (const way of /** @type {const} */ (['inbound', 'echo'])) {
      /** @type {{ off: number[], on: number[], again: number[], recordsPerRound: number }} */
      const { off, on, again, recordsPerRound } = await measure('inspect', { ...plan[way], addresses, way });
      const without = off.map((micros, round) => (micros + (again[round] ?? micros)) / 2);
      rows.push({ way, on: ratios(on, without), off: ratios(again, off), recordsPerRound });
    }
    return rows;
  });
}
