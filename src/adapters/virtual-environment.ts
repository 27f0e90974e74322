import { MAX_TIME } from '../defaults.ts';
import type { Environment, EnvironmentSignal } from '../ports/environment.ts';

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
   */
  advance(ms: number): Promise<void>;
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

interface Timer {
  readonly due: number;
  readonly callback: () => void;
}

/** Enough for any promise chain in this library; turns of the microtask queue cannot be counted from outside. */
const SETTLE_TURNS = 32;
/** More timers than this in one instant are a loop, which would otherwise hang the test. */
const TIMERS_PER_INSTANT = 100_000;

/** Builds an environment with a simulated clock and seeded chance: equal seeds and equal calls give equal runs. */
export function virtualEnvironment(options: VirtualEnvironmentOptions = {}): VirtualEnvironment {
  const { seed = 1, now = 1_700_000_000_000 } = options;
  const timers = new Map<number, Timer>();
  const listeners = new Map<number, (signal: EnvironmentSignal) => void>();
  let elapsed = 0;
  let epoch = now;
  let lastId = 0;
  let online = true;

  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < SETTLE_TURNS; turn += 1) await undefined;
  };

  const runDue = async (until: number): Promise<void> => {
    let inInstant = 0;
    for (let id = nextDue(timers, until); id !== undefined; id = nextDue(timers, until)) {
      const { due, callback } = timers.get(id) as Timer;
      timers.delete(id);
      inInstant = due > elapsed ? 1 : inInstant + 1;
      if (inInstant > TIMERS_PER_INSTANT) throw new Error('timers re-arm themselves without delay');
      elapsed = Math.max(elapsed, due);
      callback();
      await settle();
    }
  };

  return {
    now: () => epoch + elapsed,
    random: mulberry32(seed),
    setTimeout(callback, delay) {
      lastId += 1;
      timers.set(lastId, { due: elapsed + platformDelay(delay), callback });
      return lastId;
    },
    clearTimeout(timer) {
      timers.delete(timer as number);
    },
    subscribe(listener) {
      lastId += 1;
      const id = lastId;
      listeners.set(id, listener);
      return () => {
        listeners.delete(id);
      };
    },
    async advance(ms) {
      const until = elapsed + ms;
      await settle();
      await runDue(until);
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

function nextDue(timers: ReadonlyMap<number, Timer>, until: number): number | undefined {
  let next: number | undefined;
  let earliest = until;
  for (const [id, { due }] of timers) {
    if (next === undefined ? due <= earliest : due < earliest) {
      next = id;
      earliest = due;
    }
  }
  return next;
}

/** Tommy Ettinger's 32-bit generator: small, fast, good enough for jitter and loss. */
function mulberry32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
