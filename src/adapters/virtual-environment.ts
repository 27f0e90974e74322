import { MAX_TIME } from '../defaults.ts';
import type { Environment, EnvironmentSignal } from '../ports/environment.ts';
import { mulberry32 } from './virtual-environment/mulberry32.ts';
import { timerQueue } from './virtual-environment/timer-queue.ts';

export interface VirtualEnvironmentOptions {
  /** Seed of `random()`. Default 1. */
  readonly seed?: number;
  /** What `now()` says at the start, in ms since the epoch. Default 1_700_000_000_000. */
  readonly now?: number;
}

/** An environment that stands still until told to move. */
export interface VirtualEnvironment extends Environment {
  /**
   * Moves the clock by `ms` and runs the timers that fall due, by time, then by order of arming, those armed on the way
   * included; promise chains settle between timers. Rejects with what a timer throws, the clock left at that timer.
   * `settled` is called after each timer, when the promise chains have settled; what it throws rejects likewise.
   */
  advance(ms: number, settled?: () => void): Promise<void>;
  /** Lets promise chains settle; no timer runs. Does not wait for real I/O (a `Blob` being read, a socket). */
  settle(): Promise<void>;
  /** The machine slept for `ms`: the clock moves, no timer runs; overdue timers run, late, in the next `advance`. */
  jump(ms: number): void;
  /** The wall clock is set by `ms` (negative: back); timers keep their remaining time. */
  setClock(ms: number): void;
  /** Reports `name` to every subscriber, at once. `online` and `offline` change `online` first. */
  signal(name: EnvironmentSignal): void;
  /** How many timers are armed. */
  readonly timers: number;
  /** How many subscribers there are. */
  readonly listeners: number;
}

/** Enough for any promise chain in this library; turns of the microtask queue cannot be counted from outside. */
const SETTLE_TURNS = 32;
/** More timers than this in one instant are a loop, which would otherwise hang the test. */
const TIMERS_PER_INSTANT = 100_000;

/** Builds an environment with a simulated clock and seeded chance: equal seeds and equal calls give equal runs. */
export function virtualEnvironment(options: VirtualEnvironmentOptions = {}): VirtualEnvironment {
  const { seed = 1, now = 1_700_000_000_000 } = options;
  const timers = timerQueue();
  const listeners = new Map<number, (signal: EnvironmentSignal) => void>();
  let elapsed = 0;
  let epoch = now;
  let lastId = 0;
  let online = true;

  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < SETTLE_TURNS; turn += 1) await undefined;
  };

  const runDue = async (until: number, settled?: () => void): Promise<void> => {
    let inInstant = 0;
    for (let timer = timers.next(until); timer; timer = timers.next(until)) {
      const { due, callback } = timer;
      inInstant = due > elapsed ? 1 : inInstant + 1;
      if (inInstant > TIMERS_PER_INSTANT) throw new Error('timers re-arm themselves without delay');
      elapsed = Math.max(elapsed, due);
      callback();
      await settle();
      settled?.();
    }
  };

  return {
    now: () => epoch + elapsed,
    random: mulberry32(seed),
    setTimeout(callback, delay) {
      lastId += 1;
      timers.add({ due: elapsed + platformDelay(delay), id: lastId, callback });
      return lastId;
    },
    clearTimeout(timer) {
      timers.remove(timer as number);
    },
    subscribe(listener) {
      lastId += 1;
      const id = lastId;
      listeners.set(id, listener);
      return () => {
        listeners.delete(id);
      };
    },
    async advance(ms, settled) {
      const until = elapsed + ms;
      await settle();
      await runDue(until, settled);
      elapsed = Math.max(elapsed, until);
    },
    settle,
    jump(ms) {
      elapsed += ms;
    },
    setClock(ms) {
      epoch += ms;
    },
    signal(name) {
      if (name === 'online' || name === 'offline') online = name === 'online';
      for (const [id, listener] of [...listeners]) if (listeners.has(id)) listener(name);
    },
    get online() {
      return online;
    },
    get timers() {
      return timers.size;
    },
    get listeners() {
      return listeners.size;
    },
  };
}

/** Like the platform: what is not a delay up to 2³¹ − 1 fires at once (WHATWG HTML, timer initialisation steps). */
function platformDelay(delay: number): number {
  return delay >= 0 && delay <= MAX_TIME ? delay : 0;
}
