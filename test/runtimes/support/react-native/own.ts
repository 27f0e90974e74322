/**
 * Runs inside a scope: what else React Native has of its own, and how it differs. Its `AbortSignal` knows `aborted` and `abort` events
 * and nothing newer, its `Blob` cannot be made of bytes, its `URL` reads and does not write.
 */
class AbortSignal {
  aborted = false;
  readonly #listeners = new Set<() => void>();

  addEventListener(_: 'abort', listener: () => void): void {
    this.#listeners.add(listener);
  }

  removeEventListener(_: 'abort', listener: () => void): void {
    this.#listeners.delete(listener);
  }

  /** What its controller does to it. */
  fire(): void {
    if (this.aborted) return;
    this.aborted = true;
    for (const listener of [...this.#listeners]) listener();
  }
}

class AbortController {
  readonly signal = new AbortSignal();

  abort(): void {
    this.signal.fire();
  }
}

class Blob {
  constructor(parts: readonly unknown[] = []) {
    if (parts.every((part) => typeof part === 'string' || part instanceof Blob)) return;
    throw new Error("Creating blobs from 'ArrayBuffer' and 'ArrayBufferView' are not supported");
  }
}

class URL {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url.endsWith('/') ? url : `${url}/`;
  }

  get href(): string {
    return this.#url;
  }

  get protocol(): string {
    return this.#url.slice(0, this.#url.indexOf(':') + 1);
  }

  toString(): string {
    return this.#url;
  }
}

Object.assign(globalThis, { AbortController, AbortSignal, Blob, URL: globalThis.URL ?? URL });
