import type { Agreement } from './agreement.ts';
import type { PomeloOutgoing } from './message.ts';

/** Most requests whose routes are remembered, the latest: those that nobody forgets would stay for ever. */
const MAX_REQUESTS = 16_384;

/**
 * What a dialect object remembers from link to link: what was agreed on, so that a server need not send its dictionary and schemas
 * again, and the routes of the requests that wait for a response. Hence one object a client.
 */
export class PomeloState {
  agreed: Agreement;
  readonly #requests = new Map<number, string>();

  constructor(agreed: Agreement) {
    this.agreed = agreed;
  }

  /** Remembers the requests of what is written. */
  sent(outgoing: PomeloOutgoing): void {
    if (!('type' in outgoing) || outgoing.type !== 'request') return;
    this.forget(outgoing.id);
    this.#requests.set(outgoing.id, outgoing.route);
    const [oldest = 0] = this.#requests.size > MAX_REQUESTS ? this.#requests.keys() : [];
    this.forget(oldest);
  }

  /** The route of the request that a response answers; `undefined` where nobody waits for it. */
  asked(id: number): string | undefined {
    return this.#requests.get(id);
  }

  /** Nobody waits for the response any more. */
  forget(id: number): void {
    this.#requests.delete(id);
  }
}
