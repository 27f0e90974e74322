// @ts-check
import { setTimeout as sleep } from 'node:timers/promises';
import { ratios, spread } from '../../support/stats.js';
import { withChildren } from '../support/children.js';

/**
 * @typedef {import('../support/children.js').Child} Child
 * @typedef {import('../support/contestants.js').ContestantName} ContestantName
 * @typedef {import('../../support/stats.js').Spread} Spread
 * @typedef {{ readonly connections: number, readonly warmUp: number, readonly heartbeat: number, readonly duration: number, readonly rounds: number }} ConnectionPlan
 * `warmUp`: how many of the connections come before those that are counted; `duration`: how long the probe runs. Times in ms.
 * @typedef {keyof typeof baseOf} Figure
 * @typedef {{ readonly server: ContestantName, readonly values: Readonly<Record<Figure, Spread>>, readonly ratio: Readonly<Record<Figure, Spread>> }} ConnectionRow
 * `ratio`: by the base of the figure in the same round.
 */

/** What is measured, and what it is held against: what a connection costs by bare `ws`, what a heartbeat costs by the sweep. */
const baseOf = /** @satisfies {Readonly<Record<string, ContestantName>>} */ ({
  /** CPU time in µs. */
  accept: 'ws',
  /** Bytes per connection. */
  heap: 'ws',
  /** Bytes per connection. */
  rss: 'ws',
  /** CPU time of all connections at rest, in ms per second. */
  cpu: 'isAlive sweep',
  /** Beats that clients heard, per second. */
  beats: 'isAlive sweep',
  /** Of the event loop, in ms. */
  longestDelay: 'isAlive sweep',
  /** CPU time of the longest turn of the event loop, in ms. */
  longestTurn: 'isAlive sweep',
  /** Of an echo, in ms. */
  p99: 'isAlive sweep',
});

/** @type {readonly ContestantName[]} */
const names = ['ws', 'isAlive sweep', 'setTimeout each', 'engine.io', 'heartwire'];
/** Messages to echo come every so many ms. */
const PROBE_EVERY = 5;
/** A heartbeat that is not in the way where accepting alone is measured. */
const SELDOM = 120_000;
const measured = ['--expose-gc', '--single-threaded-gc'];

/**
 * Measures servers under many idle connections from another process, and an echo from a third; one server after the other,
 * round after round.
 * @param {ConnectionPlan} plan
 * @returns {Promise<ConnectionRow[]>}
 */
export async function underConnections(plan) {
  const measured = new Map(
    names.map((name) => [name, /** @type {Readonly<Record<Figure, number>>[]} */ ([])]),
  );
  for (let round = 0; round < plan.rounds; round += 1) {
    for (const [contestant, rounds] of measured) {
      rounds.push({ ...(await accepting(contestant, plan)), ...(await beating(contestant, plan)) });
    }
  }
  const valuesOf = (/** @type {ContestantName} */ name, /** @type {Figure} */ figure) =>
    (measured.get(name) ?? []).map((values) => values[figure]);
  const each = (/** @type {(figure: Figure) => Spread} */ of) =>
    /** @type {Record<Figure, Spread>} */ (
      Object.fromEntries(Object.keys(baseOf).map((figure) => [figure, of(/** @type {Figure} */ (figure))]))
    );
  return names.map((server) => ({
    server,
    values: each((figure) => spread(valuesOf(server, figure))),
    ratio: each((figure) => ratios(valuesOf(server, figure), valuesOf(baseOf[figure], figure))),
  }));
}

/**
 * What it costs to accept one, once the first ones have paid for code and caches that all share.
 * @param {ContestantName} contestant
 * @param {ConnectionPlan} plan
 */
function accepting(contestant, { connections, warmUp }) {
  return withChildren(async (start) => {
    const server = start('server', { contestant, heartbeat: SELDOM }, measured);
    const crowd = start('crowd', { contestant, heartbeat: SELDOM, port: await server.ask('port') });
    await crowd.ask('open', warmUp);
    const counted = connections - warmUp;
    const from = await server.ask('cpuTime');
    await crowd.ask('open', counted);
    return { accept: ((await server.ask('cpuTime')) - from) / counted };
  });
}

/**
 * What they cost when they are there, and how well the server turns to others meanwhile.
 * @param {ContestantName} contestant
 * @param {ConnectionPlan} plan
 */
function beating(contestant, plan) {
  const { heartbeat, connections, duration } = plan;
  return withChildren(async (start) => {
    const server = start('server', { contestant, heartbeat }, measured);
    const target = { contestant, heartbeat, port: await server.ask('port') };
    const crowd = start('crowd', target);
    const probe = start('probe', { ...target, every: PROBE_EVERY });
    const costs = await atRest(server, crowd, plan);
    await server.ask('watchLoop');
    const times = await probe.ask('run', duration);
    const { delay, busy } = await server.ask('loop');
    const { lost } = await crowd.ask('count');
    if (lost > 0) throw new Error(`${contestant} lost ${lost} of ${connections} clients that were alive.`);
    const p99 = times[Math.ceil(times.length * 0.99) - 1];
    return { ...costs, longestDelay: delay, longestTurn: busy, p99 };
  });
}

/**
 * @param {Child} server
 * @param {Child} crowd
 * @param {ConnectionPlan} plan
 */
async function atRest(server, crowd, { connections, warmUp, heartbeat }) {
  // Longer than a heartbeat, so that each connection has been through one.
  const settle = 2 * heartbeat;
  const counted = connections - warmUp;
  await crowd.ask('open', warmUp);
  await sleep(settle);
  const before = await server.ask('memory');
  await crowd.ask('open', counted);
  await crowd.ask('count');
  const from = await server.ask('cpuTime');
  await sleep(settle);
  const cpu = ((await server.ask('cpuTime')) - from) / settle;
  const { beats } = await crowd.ask('count');
  const after = await server.ask('memory');
  return {
    heap: (after.heapUsed - before.heapUsed) / counted,
    rss: (after.rss - before.rss) / counted,
    ...{ cpu, beats: beats / (settle / 1_000) },
  };
}
