import type { Scene } from './scene.ts';

/** What is amiss with a client, and until when. */
export interface Troubles {
  /** Until when, in ms of the world, something is or may be amiss. */
  readonly troubledUntil: number;
  /** Something is amiss for `ms`, until `mend` is called, which happens earlier where the world calms down. */
  trouble(ms?: number, mend?: () => void): void;
  /** Mends all that is amiss, at once. */
  mend(): void;
}

/** How long after the end of a trouble what it held back may still be on its way, in ms. */
const TAIL = 1_000;

/** Builds a client's troubles: none yet. */
export function createTroubles(client: number, { environment, elapsed, touch }: Scene): Troubles {
  const mends = new Set<() => void>();
  let until = 0;
  return {
    get troubledUntil() {
      return until;
    },
    trouble(ms = 0, mend) {
      until = Math.max(until, elapsed() + ms + TAIL);
      if (!mend) return;
      const once = () => {
        if (!mends.delete(once)) return;
        touch(client);
        mend();
      };
      mends.add(once);
      environment.setTimeout(once, ms);
    },
    mend() {
      while (mends.size > 0) for (const mend of [...mends]) mend();
    },
  };
}
