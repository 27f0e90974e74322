import { guarded } from '../listeners.ts';

type Listener = EventListenerOrEventListenerObject;

/** What stands in for `Event` where the platform has none. There is no default to prevent. */
class PlainEvent {
  declare readonly type: string;
  declare target: unknown;
  declare currentTarget: unknown;
  declare isStopped?: boolean;

  constructor(type: string) {
    this.type = type;
  }

  preventDefault(): void {}

  stopImmediatePropagation(): void {
    this.isStopped = true;
  }
}

/** What stands in for `EventTarget` (WHATWG DOM section 2.7) where the platform has none; there is nothing to capture or bubble. */
class PlainTarget {
  readonly #byType: Record<string, Map<Listener, AddEventListenerOptions>> = {};

  addEventListener(
    type: string,
    listener: Listener | null,
    options?: boolean | AddEventListenerOptions,
  ): void {
    const listeners = this.#listeners(type);
    const { signal, once = false }: AddEventListenerOptions = Object(options);
    if (!listener || listeners.has(listener) || signal?.aborted) return;
    listeners.set(listener, { once });
    signal?.addEventListener('abort', () => listeners.delete(listener));
  }

  removeEventListener(type: string, listener: Listener): void {
    this.#listeners(type).delete(listener);
  }

  dispatchEvent(event: Event & PlainEvent): boolean {
    event.target = event.currentTarget = this;
    const listeners = this.#listeners(event.type);
    for (const [listener, { once }] of [...listeners]) {
      if (event.isStopped || !listeners.has(listener)) continue;
      if (once) listeners.delete(listener);
      guarded(() =>
        'handleEvent' in listener ? listener.handleEvent(event) : listener.call(this as never, event),
      );
    }
    return true;
  }

  #listeners(type: string) {
    this.#byType[type] ??= new Map();
    return this.#byType[type];
  }
}

// Both or neither: a platform's target takes no events but the platform's.
const hasEvents = globalThis.EventTarget && globalThis.Event;

/** The platform's `EventTarget`, or one that does as much of it as a socket needs. */
export const SocketEventTarget = (hasEvents ? EventTarget : PlainTarget) as typeof EventTarget;

/** The platform's `Event`, or what fits the `EventTarget` above. */
export const SocketEvent = (hasEvents || PlainEvent) as typeof Event;

/** The platform's class of events of this name, or an heir of `SocketEvent` that has what it is given. */
function eventClass<T>(name: 'CloseEvent' | 'MessageEvent'): T {
  const given = globalThis[name] as { readonly prototype: Event } | undefined;
  const own = {
    [name]: class extends SocketEvent {
      constructor(type: string, init: object) {
        super(type);
        Object.assign(this, init);
      }
    },
  }[name];
  return (given?.prototype instanceof SocketEvent ? given : own) as T;
}

/** The platform's `MessageEvent`, or one that has `data` and `origin` (React Native). */
export const SocketMessageEvent = /* @__PURE__ */ eventClass<typeof MessageEvent>('MessageEvent');

/** The platform's `CloseEvent`, or one that has `code`, `reason` and `wasClean` (Node before 23, React Native). */
export const SocketCloseEvent = /* @__PURE__ */ eventClass<typeof CloseEvent>('CloseEvent');
