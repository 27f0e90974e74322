import { RATE_BURST } from './defaults.ts';

/** Most that a peer may send, by second; `Infinity` is no limit. */
export interface RateLimits {
  readonly maxFramesPerSecond: number;
  readonly maxBytesPerSecond: number;
}

/** What a peer may still send: two token buckets that fill with time, by arithmetic and not by a timer. */
export class Allowance {
  readonly #limits: RateLimits;
  #frames: number;
  #bytes: number;
  #filledAt: number;

  constructor(limits: RateLimits, now: number) {
    this.#limits = limits;
    this.#frames = limits.maxFramesPerSecond * RATE_BURST;
    this.#bytes = limits.maxBytesPerSecond * RATE_BURST;
    this.#filledAt = now;
  }

  /** Takes one frame of so many bytes; `now()` is asked only where the time at hand, which may be old, is not enough. */
  take(bytes: number, time: number, now: () => number): boolean {
    this.#fill(time);
    if (this.#frames < 1 || this.#bytes < bytes) this.#fill(now());
    this.#frames -= 1;
    this.#bytes -= bytes;
    return this.#frames >= 0 && this.#bytes >= 0;
  }

  #fill(now: number): void {
    const seconds = (now - this.#filledAt) / 1_000;
    if (seconds <= 0) return;
    const { maxFramesPerSecond, maxBytesPerSecond } = this.#limits;
    this.#filledAt = now;
    this.#frames = Math.min(this.#frames + seconds * maxFramesPerSecond, maxFramesPerSecond * RATE_BURST);
    this.#bytes = Math.min(this.#bytes + seconds * maxBytesPerSecond, maxBytesPerSecond * RATE_BURST);
  }
}
