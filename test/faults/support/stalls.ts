/** Times at which the event loop stood still, which no timer of a library can do anything about. */
export interface StallWatch {
  /** Whether it stood still for `STALL` ms or more within this time, as of `performance.now()`. */
  stalledIn(from: number, to: number): boolean;
  stop(): void;
}

const TICK = 5;
/** Two timers that are each less late than this, in ms, make a chain less than 50 ms late. */
const STALL = 25;

/** Starts to watch the event loop by a timer of its own. */
export function watchStalls(): StallWatch {
  const stalls: { readonly from: number; readonly to: number }[] = [];
  let last = performance.now();
  const look = (): void => {
    const now = performance.now();
    if (now - last >= STALL) stalls.push({ from: last, to: now });
    last = now;
  };
  const timer = setInterval(look, TICK);
  return {
    stalledIn(from, to) {
      look();
      return stalls.some((stall) => stall.to > from && stall.from < to);
    },
    stop: () => clearInterval(timer),
  };
}
