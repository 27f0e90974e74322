import { broken } from './faults.ts';
import type { Package } from './packages.ts';

/** Most packages that wait for one that inflates: a peer could send more in that time than fits into memory. */
const MAX_WAITING = 1_000;

/**
 * Hands packages on in the order in which they came, though some take time to inflate: those behind wait. What `handle` throws
 * while a frame is read is thrown on; later it goes to `fail`, once, and nothing is handed on any more.
 */
export class Inflow {
  readonly #handle: (each: Package) => Promise<void> | undefined;
  readonly #fail: (cause: unknown) => void;
  /** What waits for the one that inflates; `undefined` where none does. */
  #waiting: Package[] | undefined;

  constructor(handle: (each: Package) => Promise<void> | undefined, fail: (cause: unknown) => void) {
    this.#handle = handle;
    this.#fail = fail;
  }

  take(packages: readonly Package[]): void {
    for (const each of packages) {
      if (this.#waiting) {
        this.#waiting.push(each);
        if (this.#waiting.length > MAX_WAITING) throw broken('behind too many');
        continue;
      }
      const inflating = this.#handle(each);
      if (!inflating) continue;
      this.#waiting = [];
      inflating.then(this.#goOn, this.#fail);
    }
  }

  readonly #goOn = (): void => {
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    try {
      this.take(waiting);
    } catch (cause) {
      this.#fail(cause);
    }
  };
}
