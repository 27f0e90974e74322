import { utf8Length } from './close-codes.ts';
import type { Environment } from './ports/environment.ts';
import type { WireData } from './ports/transport.ts';

/** Bounds of an outbox. */
export interface OutboxLimits {
  /** Most messages held. Default 1,000; `Infinity` for no bound. */
  readonly maxMessages: number;
  /** Most bytes held, as written on the wire. Default 1,048,576; `Infinity` for no bound. */
  readonly maxBytes: number;
  /** What gives way when it is full: the new message or the oldest ones. Default `refuse`. */
  readonly overflow: 'refuse' | 'drop-oldest';
  /** How long a message may wait, in ms. Default `Infinity`. */
  readonly ttl: number;
}

/** How one message is sent. */
export interface SendOptions {
  /** A newer message with the same key replaces a queued one. */
  readonly key?: string | undefined;
  /** How long this message may wait, in ms; the outbox's `ttl` by default. */
  readonly ttl?: number | undefined;
  /** Takes the message back while it is still queued. */
  readonly signal?: AbortSignal | undefined;
}

/** Why a message will not be sent. */
export type DropReason = 'overflow' | 'replaced' | 'expired' | 'aborted' | 'closed' | 'failed' | 'not-open';

/** One message that waits. */
export interface Entry {
  readonly data: WireData;
  readonly bytes: number;
  /** When it is worth nothing any more, by the environment's clock. */
  readonly expiresAt: number;
  readonly place: string | symbol;
  /** Lets go of the entry's timer and signal. */
  release(): void;
  /** Reports that the message will not be sent. */
  drop(reason: DropReason): void;
}

export const byteLength = (data: WireData): number => {
  if (typeof data === 'string') return utf8Length(data);
  return 'size' in data ? data.size : data.byteLength;
};

/** The caller may reuse its buffer, as with `WebSocket.send`. */
const kept = (data: WireData): WireData => {
  if (ArrayBuffer.isView(data)) {
    return data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength);
  }
  return data instanceof ArrayBuffer ? data.slice(0) : data;
};

/** A queue with bounds, in order of acceptance, that reports each message it gives up. */
export class Outbox<Out> {
  /** Bytes held. */
  bytes = 0;
  readonly #limits: OutboxLimits;
  readonly #environment: Environment;
  readonly #drop: (message: Out, reason: DropReason, key: string | undefined) => void;
  /** By key, or by a symbol where the message has none; oldest first. */
  readonly #entries = new Map<string | symbol, Entry>();

  constructor(
    limits: OutboxLimits,
    environment: Environment,
    drop: (message: Out, reason: DropReason, key: string | undefined) => void,
  ) {
    this.#limits = limits;
    this.#environment = environment;
    this.#drop = drop;
  }

  /** Messages held. */
  get size(): number {
    return this.#entries.size;
  }

  /** The message that waits longest. */
  get first(): Entry | undefined {
    const now = this.#environment.now();
    for (const entry of this.#entries.values()) {
      // Timers stand still while a machine sleeps: the clock has the last word.
      if (entry.expiresAt > now) return entry;
      this.giveUp(entry, 'expired');
    }
    return undefined;
  }

  /** Takes a message in, or reports why not and answers false. */
  add(message: Out, data: WireData, { key, ttl = this.#limits.ttl, signal }: SendOptions): boolean {
    const drop = (reason: DropReason) => this.#drop(message, reason, key);
    const bytes = byteLength(data);
    const place = key ?? Symbol();
    const older = this.#entries.get(place);
    if (signal?.aborted || !this.#makeRoom(bytes, older)) {
      drop(signal?.aborted ? 'aborted' : 'overflow');
      return false;
    }
    if (older) this.giveUp(older, 'replaced');
    const abort = () => this.giveUp(entry, 'aborted');
    signal?.addEventListener('abort', abort);
    const timer = ttl < Infinity && this.#environment.setTimeout(() => this.giveUp(entry, 'expired'), ttl);
    const release = () => {
      signal?.removeEventListener('abort', abort);
      this.#environment.clearTimeout(timer);
    };
    const expiresAt = this.#environment.now() + ttl;
    const entry: Entry = { data: kept(data), bytes, expiresAt, place, release, drop };
    this.#entries.set(place, entry);
    this.bytes += bytes;
    return true;
  }

  /** Forgets a message that was handed over; false where it was gone already. */
  remove(entry: Entry): boolean {
    if (this.#entries.get(entry.place) !== entry) return false;
    this.#entries.delete(entry.place);
    this.bytes -= entry.bytes;
    entry.release();
    return true;
  }

  giveUp(entry: Entry, reason: DropReason): void {
    if (this.remove(entry)) entry.drop(reason);
  }

  /** Gives up everything. */
  clear(reason: DropReason): void {
    for (const entry of this.#entries.values()) this.giveUp(entry, reason);
  }

  #makeRoom(bytes: number, older: Entry | undefined): boolean {
    const { maxMessages, maxBytes, overflow } = this.#limits;
    const fits = () =>
      this.size - (older ? 1 : 0) < maxMessages && this.bytes - (older?.bytes ?? 0) + bytes <= maxBytes;
    if (overflow === 'refuse' || bytes > maxBytes) return fits();
    for (const entry of this.#entries.values()) {
      if (fits()) break;
      if (entry !== older) this.giveUp(entry, 'overflow');
    }
    return fits();
  }
}
