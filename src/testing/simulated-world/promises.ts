import type { Status } from '../../machines/connection-parts.ts';
import type { Device } from './device.ts';
import type { Invariant } from './invariants.ts';

/** Promises that the connection gave and has not settled. */
export interface Promises {
  /** Watches one that must settle within `bound` ms awake; rejections are the app's to expect. */
  within(what: string, bound: number, promise: Promise<unknown>): void;
  /** Watches one that must be settled when the connection is open, closed or failed. */
  untilDecided(promise: Promise<unknown>): void;
  check(status: Status): void;
}

interface Pending {
  readonly what: string;
  readonly since: number;
  readonly bound: number;
  readonly untilDecided: boolean;
}

/** Two ticks: the deadline's own, and one for the promise. */
const SLACK = 2;

/** Builds the watch over a client's promises. */
export function createPromises(
  device: Pick<Device, 'awake'>,
  violate: (invariant: Invariant, detail: string) => void,
): Promises {
  const pending = new Set<Pending>();
  const watch = (entry: Pending, promise: Promise<unknown>): void => {
    pending.add(entry);
    const done = () => pending.delete(entry);
    promise.then(done, done);
  };
  return {
    within: (what, bound, promise) =>
      watch({ what, since: device.awake, bound: bound + SLACK, untilDecided: false }, promise),
    untilDecided: (promise) =>
      watch(
        { what: 'opened()', since: device.awake, bound: Number.POSITIVE_INFINITY, untilDecided: true },
        promise,
      ),
    check(status) {
      if (pending.size === 0) return;
      const isDecided = /^(open|awaiting-pong|closed|failed)$/.test(status);
      for (const { what, since, bound, untilDecided } of pending) {
        const waited = device.awake - since;
        if (waited > bound || (untilDecided && isDecided)) {
          violate(
            'promises-settle',
            `${what} is unsettled after ${waited.toFixed(1)} ms, the status ${status}`,
          );
        }
      }
    },
  };
}
