import type { PomeloRequest } from '../dialects/pomelo.ts';
import { HeartwireError } from '../errors.ts';
import type { Environment } from '../ports/environment.ts';

/** Ids wrap below 2³¹: with more, Pomelo and Pinus servers hang for ever. */
const MAX_ID = 2_147_483_647;

/** A request that somebody waits for. */
export interface Question {
  readonly message: PomeloRequest;
  /** In ms; `Infinity` waits as long as the link lasts. */
  readonly timeout: number;
  readonly signal: AbortSignal | undefined;
  resolve(body: unknown): void;
  reject(cause: unknown): void;
}

interface Entry extends Question {
  /** Whether a link has taken it: the loss of that link is the end of it. */
  isSent: boolean;
  release(): void;
}

/** The requests that wait for a response, each settled once. */
export class Pending {
  readonly #environment: Environment;
  readonly #settled: (id: number) => void;
  readonly #entries = new Map<number, Entry>();
  #lastId = 0;

  constructor(environment: Environment, settled: (id: number) => void) {
    this.#environment = environment;
    this.#settled = settled;
  }

  /** An id that no waiting request has. */
  nextId(): number {
    do this.#lastId = (this.#lastId % MAX_ID) + 1;
    while (this.#entries.has(this.#lastId));
    return this.#lastId;
  }

  add(question: Question): void {
    const { message, timeout, signal } = question;
    const { id, route } = message;
    const late = () =>
      this.reject(
        id,
        new HeartwireError('ERR_HEARTWIRE_REQUEST_TIMEOUT', `${route}: no response in ${timeout} ms.`),
      );
    const timer = timeout < Infinity ? this.#environment.setTimeout(late, timeout) : undefined;
    const abort = () => this.reject(id, signal?.reason);
    signal?.addEventListener('abort', abort);
    const release = () => {
      if (timer !== undefined) this.#environment.clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    };
    this.#entries.set(id, { ...question, isSent: false, release });
  }

  /** A link has taken it. */
  sent(id: number): void {
    const entry = this.#entries.get(id);
    if (entry) entry.isSent = true;
  }

  resolve(id: number, body: unknown): void {
    this.#take(id)?.resolve(body);
  }

  reject(id: number, cause: unknown): void {
    this.#take(id)?.reject(cause);
  }

  /** The link is gone, and with it the responses to what it took. */
  rejectSent(cause: unknown): void {
    for (const [id, { isSent }] of this.#entries) if (isSent) this.reject(id, cause);
  }

  #take(id: number): Entry | undefined {
    const entry = this.#entries.get(id);
    if (!entry) return undefined;
    this.#entries.delete(id);
    entry.release();
    this.#settled(id);
    return entry;
  }
}
