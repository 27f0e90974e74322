// @ts-check
/** Sends by the clock, whatever has come back (an open loop: a slow answer delays no question), and times the echoes. */
import { setTimeout as sleep } from 'node:timers/promises';
import { answer, input } from '../support/children.js';
import { dial } from '../support/dial.js';

/** How long the last echoes may take, in ms. */
const PATIENCE = 5_000;

/** @type {import('../support/dial.js').Target & { every: number }} */
const { every, ...target } = input();
/** @type {number[]} */
const sentAt = [];
/** @type {number[]} */
const times = [];
const line = await dial(target, {
  message(text) {
    times.push(performance.now() - (sentAt[Number(text)] ?? Number.NaN));
  },
});

answer({
  /** Round trips in ms, shortest first. */
  async run(/** @type {number} */ duration) {
    const from = performance.now();
    const count = Math.floor(duration / every);
    while (sentAt.length < count) {
      await sleep(Math.max(0, from + sentAt.length * every - performance.now()));
      sentAt.push(performance.now());
      line.send(String(sentAt.length - 1));
    }
    const last = performance.now();
    while (times.length < count && performance.now() - last < PATIENCE) await sleep(10);
    if (times.length < count) throw new Error(`${count - times.length} of ${count} echoes did not come.`);
    return times.sort((a, b) => a - b);
  },
});
