type Listener<T> = (event: T) => void;
interface Registration<T> {
  listener: Listener<T> | undefined;
}

/** Reports an exception that nobody caught, as the platform does: `reportError`, or an `uncaughtException` in Node. */
export function report(error: unknown): undefined {
  if (typeof globalThis.reportError === 'function') globalThis.reportError(error);
  else
    queueMicrotask(() => {
      throw error;
    });
}

/** Calls a function of the app's; what it throws is reported. */
export function guarded<T>(call: () => T): T | undefined {
  try {
    return call();
  } catch (error) {
    return report(error);
  }
}

/** Listeners by event name. One that throws is reported and stops nobody; one that is removed is not called any more. */
export class Listeners<Events extends object> {
  readonly #byName: { [K in keyof Events]?: readonly Registration<Events[K]>[] } = {};

  /** Adds a listener until the returned function is called or the signal aborts. */
  add<K extends keyof Events>(name: K, listener: Listener<Events[K]>, signal?: AbortSignal): () => void {
    const registration: Registration<Events[K]> = { listener };
    // Copied on change: a listener that is added while an event is under way does not get that event.
    this.#byName[name] = (this.#byName[name] ?? []).concat(registration);
    const off = () => {
      registration.listener = undefined;
      signal?.removeEventListener('abort', off);
      this.#byName[name] = this.#byName[name]?.filter((other) => other !== registration) ?? [];
    };
    signal?.addEventListener('abort', off);
    if (signal?.aborted) off();
    return off;
  }

  /** Calls the listeners; false where there is none. */
  emit<K extends keyof Events>(name: K, event: Events[K]): boolean {
    const registrations = this.#byName[name];
    if (!registrations?.length) return false;
    for (const registration of registrations) {
      try {
        registration.listener?.(event);
      } catch (error) {
        report(error);
      }
    }
    return true;
  }
}
