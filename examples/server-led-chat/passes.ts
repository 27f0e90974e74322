import { randomUUID } from 'node:crypto';

/** How long a pass holds, in ms. */
const LIFE = 12 * 3_600_000;
/** Most passes at a time: the oldest goes for a new one. */
const MAX = 10_000;

/** Who logged in. */
export interface Passes {
  /** Makes the pass of someone who knows the password. */
  issue(name: string): string;
  /** Whose pass this is; `undefined` where it does not hold. */
  nameOf(pass: unknown): string | undefined;
}

/** Keeps passes in memory: a restart of the server ends them all. */
export function createPasses(): Passes {
  const passes = new Map<unknown, { readonly name: string; readonly until: number }>();
  return {
    issue(name) {
      const [oldest] = passes.keys();
      if (passes.size >= MAX) passes.delete(oldest);
      const pass = randomUUID();
      passes.set(pass, { name, until: Date.now() + LIFE });
      return pass;
    },
    nameOf(pass) {
      const found = passes.get(pass);
      return found && found.until > Date.now() ? found.name : undefined;
    },
  };
}
