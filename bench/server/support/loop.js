// @ts-check
import { cpuTime } from './usage.js';

const EVERY = 2;

/**
 * Watches the event loop by a timer that is late as long as the loop is held. The function returned ends it, and says for how long
 * in ms: `delay` by the clock, which other processes lengthen on a machine that is not at rest, and `busy` by CPU time.
 */
export function watchLoop() {
  let delay = 0;
  let busy = 0;
  let last = { time: performance.now(), cpu: cpuTime() };
  const look = () => {
    const now = { time: performance.now(), cpu: cpuTime() };
    delay = Math.max(delay, now.time - last.time - EVERY);
    busy = Math.max(busy, (now.cpu - last.cpu) / 1_000);
    last = now;
  };
  const timer = setInterval(look, EVERY);
  return () => {
    look();
    clearInterval(timer);
    return { delay, busy };
  };
}
