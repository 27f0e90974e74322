import type { Environment } from '../ports/environment.ts';

/** What a server's deadlines need of the world. Times in ms. */
export interface ServerClock {
  /** Time since the clock was made. Never goes back. */
  now(): number;
  /** When the clock was made, since the epoch. */
  readonly epoch: number;
  setTimeout(callback: () => void, delay: number): unknown;
  clearTimeout(timer: unknown): void;
  /** Calls back once what the sockets hold has been read: until then silence proves nothing. */
  afterInput(callback: () => void): void;
  /** Uniform in [0, 1). */
  random(): number;
}

/** The platform's clock: monotonic, with timers that keep no process alive. */
export function platformClock(): ServerClock {
  const start = performance.now();
  return {
    now: () => performance.now() - start,
    epoch: Math.round(performance.timeOrigin + start),
    setTimeout: (callback, delay) => setTimeout(callback, delay).unref(),
    clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
    // The check phase of Node's event loop comes right after the phase that polls sockets.
    afterInput: (callback) => void setImmediate(callback),
    random: Math.random,
  };
}

/** A clock on the app's environment, whose wall clock may be set back: time stands still then, and goes on from there. */
export function environmentClock(environment: Environment): ServerClock {
  let last = environment.now();
  let elapsed = 0;
  return {
    epoch: last,
    now() {
      const now = environment.now();
      elapsed += Math.max(0, now - last);
      last = now;
      return elapsed;
    },
    setTimeout: (callback, delay) => environment.setTimeout(callback, delay),
    clearTimeout: (timer) => environment.clearTimeout(timer),
    afterInput: (callback) => void environment.setTimeout(callback, 0),
    random: () => environment.random(),
  };
}
