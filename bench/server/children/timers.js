// @ts-check
/** What deadlines alone cost, without sockets. */
import { setTimeout as sleep } from 'node:timers/promises';
import { answer, input } from '../support/children.js';
import { keepers } from '../support/keepers.js';
import { watchLoop } from '../support/loop.js';
import { cpuTime, memory } from '../support/usage.js';

/** @type {{ keeper: import('../support/keepers.js').KeeperName, peers: number, interval: number, isQuiet: boolean }} */
const { keeper, peers, interval, isQuiet } = input();
const { make, expiries } = await keepers[keeper]({ interval, isQuiet });
/** @type {import('../support/keepers.js').LogicalPeer[]} */
const all = Array(peers);

/** Frames come from any peer, not from one after the other as they lie in memory. */
function shuffled() {
  const order = Uint32Array.from(all, (_, index) => index);
  for (let index = order.length - 1; index > 0; index -= 1) {
    const other = Math.floor(Math.random() * (index + 1));
    const own = /** @type {number} */ (order[index]);
    order[index] = /** @type {number} */ (order[other]);
    order[other] = own;
  }
  return order;
}

/**
 * @param {Uint32Array} order
 * @param {number} frames
 */
function hear(order, frames) {
  for (let frame = 0; frame < frames; ) {
    const round = Math.min(frames - frame, order.length);
    for (let index = 0; index < round; index += 1) all[/** @type {number} */ (order[index])]?.heard();
    frame += round;
  }
}

answer({
  /** Bytes that one peer takes, its place in a list of peers left out. */
  async bytes() {
    all.fill(/** @type {any} */ (undefined));
    const before = await memory();
    for (let index = 0; index < peers; index += 1) all[index] = make();
    const after = await memory();
    return (after.heapUsed - before.heapUsed) / peers;
  },
  /** CPU time in ns of one inbound frame. */
  frame(/** @type {number} */ frames) {
    const order = shuffled();
    hear(order, frames / 4);
    const from = cpuTime();
    hear(order, frames);
    return ((cpuTime() - from) * 1_000) / frames;
  },
  /** Deadlines that pass in a second, CPU time in ms that they take, and the longest delay of the event loop in ms. */
  async expiry(/** @type {number} */ duration) {
    await sleep(1.5 * interval);
    const loop = watchLoop();
    const from = { time: performance.now(), cpu: cpuTime(), expiries: expiries() };
    await sleep(duration);
    const seconds = (performance.now() - from.time) / 1_000;
    return {
      cpu: (cpuTime() - from.cpu) / 1_000 / seconds,
      expiries: (expiries() - from.expiries) / seconds,
      longestDelay: loop().delay,
    };
  },
});
