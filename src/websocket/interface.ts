/** An event handler in the place of a listener. */
interface Entry extends EventListenerObject {
  handler: unknown;
}

const { defineProperty } = Object;
const constants = ['CONNECTING', 'OPEN', 'CLOSING', 'CLOSED'];

/**
 * Makes a class look like an interface of Web IDL (section 3.7): constants on class and prototype that nobody can write, event
 * handler attributes, and the tag `WebSocket`.
 */
export function likeTheStandard(socket: { readonly prototype: EventTarget }): void {
  const { prototype } = socket;
  for (const [value, name] of constants.entries()) {
    for (const owner of [socket, prototype]) defineProperty(owner, name, { value, enumerable: true });
  }
  for (const type of ['open', 'message', 'error', 'close']) defineHandler(prototype, type);
  defineProperty(prototype, Symbol.toStringTag, { value: 'WebSocket' });
}

/** An event handler attribute (HTML section 8.1.8.1): its place among the listeners is the one at which it was first set. */
function defineHandler(prototype: EventTarget, type: string): void {
  const entries = new WeakMap<EventTarget, Entry>();
  defineProperty(prototype, `on${type}`, {
    get(this: EventTarget) {
      return entries.get(this)?.handler ?? null;
    },
    set(this: EventTarget, handler: unknown) {
      const entry = entries.get(this) ?? { handler, handleEvent };
      entry.handler = handler;
      if (Object(handler) === handler) {
        entries.set(this, entry);
        this.addEventListener(type, entry);
      } else {
        entries.delete(this);
        this.removeEventListener(type, entry);
      }
    },
    configurable: true,
  });
}

function handleEvent(this: Entry, event: Event): void {
  const { handler } = this;
  if (typeof handler === 'function' && handler.call(event.target, event) === false) event.preventDefault();
}
