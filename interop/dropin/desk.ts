import type { Desk } from './row.ts';

/** A desk at which the test can stop the work on one unit. */
export interface HeldDesk extends Desk {
  /** How often the n-th unit has been begun. */
  times(n: number): number;
  /** Work on the n-th unit stops in the middle, until `release` or `forget`. */
  hold(n: number): void;
  /** Work goes on. */
  release(): void;
  /** What was under way never ends: its process is gone. */
  forget(): void;
}

export function createDesk(): HeldDesk {
  const begun: number[] = [];
  let held: number | undefined;
  let waiting: (() => void)[] = [];
  let things: { readonly thing: unknown } | undefined;
  const stop = (): (() => void)[] => {
    held = undefined;
    const stopped = waiting;
    waiting = [];
    return stopped;
  };
  return {
    async do(n) {
      begun.push(n);
      if (n === held) await new Promise<void>((resolve) => waiting.push(resolve));
      return n;
    },
    kept<T>(make: () => T) {
      things ??= { thing: make() };
      return things.thing as T;
    },
    times: (n) => begun.filter((other) => other === n).length,
    hold(n) {
      held = n;
    },
    release() {
      for (const goOn of stop()) goOn();
    },
    forget() {
      stop();
    },
  };
}
