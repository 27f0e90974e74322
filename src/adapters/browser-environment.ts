import { WAKE_CHECK_INTERVAL } from '../defaults.ts';
import type { Environment, EnvironmentSignal } from '../ports/environment.ts';

type Listener = (signal: EnvironmentSignal) => void;

/**
 * Builds the environment of the platform: its clock, timers, chance, network flag and page life. It listens while it has
 * subscribers, and looks for what there is: pages, workers, Node and React Native all do.
 */
export function browserEnvironment(): Environment {
  const listeners = new Set<Listener>();
  let stop: (() => void) | undefined;
  const emit: Listener = (signal) => {
    for (const listener of [...listeners]) listener(signal);
  };
  return {
    now: () => Date.now(),
    setTimeout: (callback, delay) => setTimeout(callback, delay),
    clearTimeout: (timer) => clearTimeout(timer as number),
    random: () => Math.random(),
    get online() {
      return globalThis.navigator?.onLine !== false;
    },
    subscribe(listener) {
      // A wrapper of its own, so that one function can subscribe twice.
      const own: Listener = (signal) => listeners.has(own) && listener(signal);
      listeners.add(own);
      stop ??= watch(emit);
      return () => {
        listeners.delete(own);
        if (listeners.size > 0) return;
        stop?.();
        stop = undefined;
      };
    },
  };
}

const isHidden = (): boolean => globalThis.document?.visibilityState === 'hidden';

type Readings = Readonly<Record<string, (event: Event) => EnvironmentSignal | undefined>>;

/** Heard on the window or worker (HTML Living Standard). */
const globalReadings: Readings = {
  online: () => 'online',
  offline: () => 'offline',
  pagehide: (event) => ((event as PageTransitionEvent).persisted ? 'frozen' : undefined),
  pageshow: (event) => ((event as PageTransitionEvent).persisted ? 'restored' : undefined),
};

/** Heard on the document (HTML Living Standard; WICG Page Lifecycle). */
const documentReadings: Readings = {
  visibilitychange: () => (isHidden() ? 'hidden' : 'shown'),
  freeze: () => 'frozen',
  resume: () => 'resumed',
};

function watch(emit: Listener): () => void {
  const stops = [
    hear(globalThis, globalReadings, emit),
    hear(globalThis.document, documentReadings, emit),
    watchClock(() => emit('wake')),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

function hear(target: Partial<EventTarget> | undefined, readings: Readings, emit: Listener): () => void {
  const listener = (event: Event): void => {
    const signal = readings[event.type]?.(event);
    if (signal) emit(signal);
  };
  for (const type in readings) target?.addEventListener?.(type, listener);
  return () => {
    for (const type in readings) target?.removeEventListener?.(type, listener);
  };
}

/** A wall clock that moved much further than the timer says that the machine slept; a hidden page's timers are merely held back. */
function watchClock(jumped: () => void): () => void {
  let last = Date.now();
  let wasHidden = isHidden();
  const timer: unknown = setInterval(() => {
    const now = Date.now();
    const hidden = isHidden();
    const isHeldBack = hidden || wasHidden;
    if (!isHeldBack && now - last >= 3 * WAKE_CHECK_INTERVAL) jumped();
    last = now;
    wasHidden = hidden;
  }, WAKE_CHECK_INTERVAL);
  (timer as { unref?(): void }).unref?.();
  return () => clearInterval(timer as number);
}
