import { LossError } from '../errors.ts';

/** How a client is turned away: not known (may come back with a fresh credential), not allowed (for good), not now. */
export type DenialStatus = 401 | 403 | 503;

/** An answer of `authenticate` that turns a client away. Made by `deny`. */
export class Denial {
  readonly status: DenialStatus;
  readonly reason: string;
  /** When it may ask again, in ms from now; the supervisor's `retryAfter` where `undefined`. */
  readonly retryAfter: number | undefined;

  constructor(status: DenialStatus, reason: string, retryAfter: number | undefined) {
    this.status = status;
    this.reason = reason;
    this.retryAfter = retryAfter;
  }
}

const reasons = { 401: 'unauthenticated', 403: 'forbidden', 503: 'unavailable' } as const;

/** The word of each status, as `refused` events and close reasons have it. */
export const denialReason = (status: DenialStatus) => reasons[status];

/**
 * Turns a client away, as an answer of `authenticate`: 401, 403 or 503 at the upgrade, close code 4401, 4403 or 1013 after a first
 * message. `reason` goes to the client, so it must name no secret. `retryAfter`: ms from now, of 503.
 */
export function deny(
  status: DenialStatus,
  reason: string = reasons[status],
  { retryAfter }: { readonly retryAfter?: number } = {},
): Denial {
  return new Denial(status, reason, retryAfter);
}

/** What an answer of `authenticate` means: who is nothing (`undefined`, `null`, `false`) is nobody. */
export function denialOf(answer: unknown): Denial | undefined {
  if (answer === undefined || answer === null || answer === false) return deny(401);
  return answer instanceof Denial ? answer : undefined;
}

const closeCodes = { 401: 4401, 403: 4403, 503: 1013 } as const;

/** The loss of a peer whose first message was denied. */
export function denied({ status, reason, retryAfter }: Denial, fallback: number): LossError {
  const seconds = Math.ceil((retryAfter ?? fallback) / 1_000);
  return new LossError('ERR_HEARTWIRE_UNAUTHENTICATED', `The first message was answered by ${status}.`, {
    closeCode: closeCodes[status],
    reason: status === 503 ? `${reason}, retry-after=${seconds}` : reason,
    wasOpen: false,
  });
}
