// @ts-check
import { ratios, spread } from '../../support/stats.js';
import { withChildren } from '../support/children.js';

/**
 * @typedef {import('../support/keepers.js').KeeperName} KeeperName
 * @typedef {import('../../support/stats.js').Spread} Spread
 * @typedef {{ readonly peers: readonly number[], readonly frames: number, readonly interval: number, readonly duration: number, readonly rounds: number }} TimerPlan
 * `interval` of the heartbeat and `duration` for which deadlines pass, in ms.
 * @typedef {keyof Measured} Figure
 * @typedef {{ readonly keeper: KeeperName, readonly peers: number, readonly values: Readonly<Record<Figure, Spread>>, readonly frameRatio: Spread }} TimerRow
 * `frameRatio`: by a timeout that is cleared and set, in the same round.
 */

/**
 * @typedef {object} Measured
 * @property {number} bytes per peer
 * @property {number} frame CPU time in ns of one inbound frame
 * @property {number} talking CPU time in ms per second of deadlines of peers that have just been heard
 * @property {number} quiet the same of peers that have to be pinged, and answer
 * @property {number} talkingExpiries deadlines per second
 * @property {number} quietExpiries deadlines per second
 * @property {number} talkingDelay longest of the event loop, in ms
 * @property {number} quietDelay longest of the event loop, in ms
 */

const BASE = 'clearTimeout, setTimeout';
/** @type {readonly KeeperName[]} */
const names = [BASE, 'timeout.refresh', 'heartwire'];

/**
 * Measures deadlines without sockets; each way to keep them in fresh processes, round after round.
 * @param {TimerPlan} plan
 * @returns {Promise<TimerRow[]>}
 */
export async function deadlinesAlone(plan) {
  const rows = [];
  for (const peers of plan.peers) rows.push(...(await ofSize(peers, plan)));
  return rows;
}

/**
 * @param {number} peers
 * @param {TimerPlan} plan
 * @returns {Promise<TimerRow[]>}
 */
async function ofSize(peers, plan) {
  const measured = new Map(names.map((name) => [name, /** @type {Measured[]} */ ([])]));
  for (let round = 0; round < plan.rounds; round += 1) {
    for (const [keeper, rounds] of measured) rounds.push(await measure(keeper, peers, plan));
  }
  const frames = (/** @type {KeeperName} */ keeper) => (measured.get(keeper) ?? []).map(({ frame }) => frame);
  return [...measured].map(([keeper, rounds]) => {
    const figures = /** @type {Figure[]} */ (Object.keys(rounds[0] ?? {}));
    const values = /** @type {Record<Figure, Spread>} */ (
      Object.fromEntries(figures.map((figure) => [figure, spread(rounds.map((round) => round[figure]))]))
    );
    return { keeper, peers, values, frameRatio: ratios(frames(keeper), frames(BASE)) };
  });
}

/**
 * @param {KeeperName} keeper
 * @param {number} peers
 * @param {TimerPlan} plan
 * @returns {Promise<Measured>}
 */
async function measure(keeper, peers, { frames, interval, duration }) {
  /** @type {(isQuiet: boolean, what: string, amount: number) => Promise<{ bytes: number, answer: any }>} */
  const ask = (isQuiet, what, amount) =>
    withChildren(async (start) => {
      const flags = ['--expose-gc', '--single-threaded-gc'];
      const timers = start('timers', { keeper, peers, interval, isQuiet }, flags);
      return { bytes: await timers.ask('bytes'), answer: await timers.ask(what, amount) };
    });
  const { bytes, answer: frame } = await ask(false, 'frame', frames);
  const { answer: talking } = await ask(false, 'expiry', duration);
  const { answer: quiet } = await ask(true, 'expiry', duration);
  return {
    ...{ bytes, frame, talking: talking.cpu, quiet: quiet.cpu },
    ...{ talkingExpiries: talking.expiries, quietExpiries: quiet.expiries },
    ...{ talkingDelay: talking.longestDelay, quietDelay: quiet.longestDelay },
  };
}
