import { virtualEnvironment } from '../../../src/adapters/virtual-environment.ts';
import type { Environment } from '../../../src/ports/environment.ts';

/** A clock that stands still, chance that is always the same, and a list of what is armed. */
export interface TimedEnvironment {
  /** For the connection. */
  readonly environment: Environment;
  /** For the test. */
  readonly world: ReturnType<typeof virtualEnvironment>;
  /** When each armed timer is due, in ms since the start, in order. */
  dues(): number[];
  elapsed(): number;
}

export function timedEnvironment(random = 0.5): TimedEnvironment {
  const world = virtualEnvironment();
  const start = world.now();
  const due = new Map<unknown, number>();
  const elapsed = (): number => world.now() - start;
  return {
    world,
    elapsed,
    dues: () => [...due.values()].toSorted((a, b) => a - b),
    environment: {
      now: () => world.now(),
      random: () => random,
      get online() {
        return world.online;
      },
      subscribe: (listener) => world.subscribe(listener),
      setTimeout(callback, delay) {
        const timer = world.setTimeout(() => {
          due.delete(timer);
          callback();
        }, delay);
        due.set(timer, elapsed() + delay);
        return timer;
      },
      clearTimeout(timer) {
        due.delete(timer);
        world.clearTimeout(timer);
      },
    },
  };
}
