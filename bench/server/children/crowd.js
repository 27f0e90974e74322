// @ts-check
/** Thousands of clients that do nothing but keep up their side of the heartbeat. */
import { getPriority, setPriority } from 'node:os';
import { answer, input } from '../support/children.js';
import { dial } from '../support/dial.js';

const AT_ONCE = 50;
/** Lets the server and the probe go first where there are too few cores for all. */
const NICE = 10;
const LEAST = 19;

/** @type {import('../support/dial.js').Target} */
const target = input();
/** @type {import('../support/dial.js').Line[]} */
const lines = [];
let beats = 0;
let lost = 0;

const heard = {
  beat() {
    beats += 1;
  },
  lost() {
    lost += 1;
  },
};

setPriority(Math.min(getPriority() + NICE, LEAST));
answer({
  async open(/** @type {number} */ count) {
    const last = lines.length + count;
    while (lines.length < last) {
      const batch = Array.from({ length: Math.min(AT_ONCE, last - lines.length) }, () => dial(target, heard));
      lines.push(...(await Promise.all(batch)));
    }
  },
  /** Beats since the last question, and connections lost ever. */
  count() {
    const counted = { beats, lost };
    beats = 0;
    return counted;
  },
});
