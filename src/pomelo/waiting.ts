import { DRAIN_INTERVAL, HIGH_WATER_MARK } from '../defaults.ts';
import type { PomeloNotify, PomeloRequest } from '../dialects/pomelo.ts';
import { type DropReason, Outbox, type OutboxLimits, type SendOptions } from '../outbox.ts';
import type { Environment } from '../ports/environment.ts';
import type { WireData } from '../ports/transport.ts';

/** What a client's app sends. */
export type Outgoing = PomeloRequest | PomeloNotify;

/** What waits needs to know of its connection. */
export interface Line {
  readonly isOpen: boolean;
  /** Why no link will come by itself; `undefined` where one will. */
  readonly end: 'closed' | 'failed' | undefined;
  /** Bytes that the socket has and the network has not. */
  readonly bufferedAmount: number;
  /** What the message would be by the last agreement. Throws where it can be nothing. */
  write(message: Outgoing): WireData;
  /** Sends the message, written for the link at hand; false where the link is gone. Throws on what cannot be written. */
  send(message: Outgoing): boolean;
  dropped(message: Outgoing, reason: DropReason, cause?: unknown): void;
}

/**
 * Keeps messages that cannot be sent yet, unwritten: what they look like is agreed on by the link that takes them. With the bounds of
 * an outbox, whose bytes are those of the last agreement.
 */
export class Waiting {
  readonly #line: Line;
  readonly #environment: Environment;
  readonly #outbox: Outbox<Outgoing> | undefined;
  /** By their place in the outbox. */
  readonly #messages = new Map<string | symbol, Outgoing>();
  #count = 0;
  #timer: unknown;

  constructor(line: Line, limits: OutboxLimits | false, environment: Environment) {
    this.#line = line;
    this.#environment = environment;
    if (!limits) return;
    this.#outbox = new Outbox(limits, environment, (message, reason, place = '') => {
      if (this.#messages.get(place) === message) this.#messages.delete(place);
      line.dropped(message, reason);
    });
  }

  /** Sends the message, or keeps it until a link takes it. Throws on a message that cannot be written. */
  add(message: Outgoing, options: SendOptions): 'sent' | 'queued' | 'refused' {
    const line = this.#line;
    const outbox = this.#outbox;
    const isFull = outbox && (outbox.size > 0 || line.bufferedAmount >= HIGH_WATER_MARK);
    // A socket that refuses has been given up by then, and perhaps the connection with it.
    if (line.isOpen && !isFull && line.send(message)) return 'sent';
    if (outbox && !line.end) return this.#keep(message, options, outbox) ? 'queued' : 'refused';
    line.dropped(message, line.end ?? 'not-open');
    return 'refused';
  }

  /** Sends what waits, as far as the link takes it. */
  readonly flush = (): void => {
    const line = this.#line;
    const outbox = this.#outbox;
    for (let entry = outbox?.first; entry && line.isOpen; entry = outbox?.first) {
      if (line.bufferedAmount >= HIGH_WATER_MARK) {
        this.#flushLater();
        return;
      }
      const message = this.#messages.get(entry.place);
      let fault: { readonly cause: unknown } | undefined;
      try {
        if (message && !line.send(message)) return;
      } catch (cause) {
        // One that this link cannot write must not keep back those behind it.
        fault = { cause };
      }
      outbox?.remove(entry);
      this.#messages.delete(entry.place);
      if (message && fault) line.dropped(message, 'not-open', fault.cause);
    }
  };

  /** Gives everything up. */
  clear(reason: DropReason): void {
    this.#environment.clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#outbox?.clear(reason);
  }

  #keep(message: Outgoing, { key, ...options }: SendOptions, outbox: Outbox<Outgoing>): boolean {
    this.#count += 1;
    // Every message has a place of its own; a key of the app's is no other message's.
    const place = key === undefined ? `#${this.#count}` : `=${key}`;
    if (!outbox.add(message, this.#line.write(message), { ...options, key: place })) return false;
    this.#messages.set(place, message);
    if (this.#line.isOpen) this.#flushLater();
    return true;
  }

  #flushLater(): void {
    this.#timer ??= this.#environment.setTimeout(() => {
      this.#timer = undefined;
      this.flush();
    }, DRAIN_INTERVAL);
  }
}
