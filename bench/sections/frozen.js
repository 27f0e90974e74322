// @ts-check
import { measure, withServer } from '../support/processes.js';
import { spread } from '../support/stats.js';

/**
 * @typedef {{ readonly client: string, readonly runs: number, readonly noticed: number, readonly time: import('../support/stats.js').Spread | null }} FrozenRow
 * `time`: from the last frame heard, in ms, of the runs in which the client noticed.
 */

/**
 * Measures how long clients take to notice that their link is frozen; all at once.
 * @param {{ readonly runs: number, readonly limit: number }} plan `limit`: how long to wait for a client, in ms
 * @returns {Promise<FrozenRow[]>}
 */
export async function timeToLost({ runs, limit }) {
  const plans = [
    { name: 'ws', client: 'ws', server: 'ws', runs: 3 },
    { name: 'heartwire (200 + 100)', client: 'heartwireFast', server: 'ws', runs },
    { name: 'reconnecting-websocket', client: 'reconnecting-websocket', server: 'ws', runs: 3 },
    { name: 'partysocket', client: 'partysocket', server: 'ws', runs: 3 },
    { name: 'socket.io-client', client: 'socket.io-client', server: 'io', runs: 3 },
    { name: 'socket.io-client (server 200 + 100)', client: 'socket.io-client', server: 'ioFast', runs },
  ];
  const each = plans.flatMap((plan) => Array.from({ length: plan.runs }, () => plan));
  /** @type {{ name: string, time: number | null }[]} */
  const results = await withServer((addresses) => measure('frozen', { addresses, runs: each, limit }));
  return plans.map(({ name }) => {
    const own = results.filter((result) => result.name === name);
    const times = own.flatMap(({ time }) => (time === null ? [] : [time]));
    return {
      client: name,
      runs: own.length,
      noticed: times.length,
      time: times.length > 0 ? spread(times) : null,
    };
  });
}
