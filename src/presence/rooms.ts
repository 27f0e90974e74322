import { Listeners } from '../listeners.ts';
import { parsed } from './names.ts';

/** A room that somebody on this node listens to. */
interface Audience {
  readonly listeners: Listeners<{ message: unknown }>;
  size: number;
}

/** Who on this node hears the messages of which room. */
export class Rooms {
  readonly #audiences = new Map<string, Audience>();
  readonly #watch: (room: string, isHeard: boolean) => void;

  /** `watch` is told when the first listener of a room comes and when the last one goes. */
  constructor(watch: (room: string, isHeard: boolean) => void) {
    this.#watch = watch;
  }

  /** Adds a listener until the returned function is called or the signal aborts. */
  add(room: string, listener: (message: unknown) => void, signal: AbortSignal | undefined): () => void {
    if (signal?.aborted) return () => {};
    const audience = this.#audiences.get(room) ?? {
      listeners: new Listeners<{ message: unknown }>(),
      size: 0,
    };
    const remove = audience.listeners.add('message', listener);
    audience.size += 1;
    if (audience.size === 1) {
      this.#audiences.set(room, audience);
      this.#watch(room, true);
    }
    let isIn = true;
    const off = () => {
      if (!isIn) return;
      isIn = false;
      signal?.removeEventListener('abort', off);
      remove();
      audience.size -= 1;
      if (audience.size > 0) return;
      this.#audiences.delete(room);
      this.#watch(room, false);
    };
    signal?.addEventListener('abort', off);
    return off;
  }

  /** Hands a message, given as JSON text, to every listener of the room. What is no JSON comes from no presence: nobody hears it. */
  deliver(room: string, text: string): void {
    const message = parsed(text);
    if (message !== undefined) this.#audiences.get(room)?.listeners.emit('message', message);
  }

  /** Forgets every listener, without a word. */
  close(): void {
    this.#audiences.clear();
  }
}
