import { verdictOf } from '../close-codes.ts';
import {
  BACKOFF_BASE,
  BACKOFF_CAP,
  BACKOFF_CAP_DOUBLES_FROM,
  BACKOFF_CAP_MAX,
  RESTART_WINDOW,
  SHARED_WINDOW,
  SOON_WINDOW,
} from '../defaults.ts';
import type { LossCode } from '../errors.ts';
import type { Backoff } from '../ports/backoff.ts';
import type { Loss } from '../ports/loss.ts';

const seenByThisClientOnly: readonly string[] = [
  'ERR_HEARTWIRE_PONG_TIMEOUT',
  'ERR_HEARTWIRE_CONNECT_TIMEOUT',
  'ERR_HEARTWIRE_PROVIDER_FAILED',
  'ERR_HEARTWIRE_SUPERSEDED',
] satisfies LossCode[];

/** A credential that ran out is this client's own affair. */
function needsCredential({ verdict, closeCode: code }: Loss): boolean {
  return (verdict ?? (code && verdictOf(code))) === 'refresh';
}

function firstWindow(cause: Loss): readonly [from: number, to: number] {
  if (cause.closeCode === 1012 || cause.closeCode === 1013) return RESTART_WINDOW;
  return [
    0,
    seenByThisClientOnly.includes(cause.code) || needsCredential(cause) ? SOON_WINDOW : SHARED_WINDOW,
  ];
}

function laterWindow(attempt: number): readonly [from: number, to: number] {
  const doublings = Math.max(0, attempt - BACKOFF_CAP_DOUBLES_FROM + 1);
  return [0, Math.min(BACKOFF_CAP_MAX, BACKOFF_CAP * 2 ** doublings, BACKOFF_BASE * 2 ** attempt)];
}

/**
 * Waits as long as the cause of the loss asks for; the default backoff. Delays are uniform in a window, in ms.
 *
 * First retry: 0–500 after a loss that only this client saw (missed pong, connect timeout, failed provider, network change,
 * credential refused); 5,000–30,000 after 1012 and 1013; 0–5,000 after everything else, since every other client may
 * have seen it too (RFC 6455 section 7.2.3). The n-th retry after that: 0–min(cap, 1,000 · 2ⁿ); cap is 30,000 and doubles
 * from the 7th failure in a row up to 300,000, so that a server to which a refusal costs something can come up again.
 */
export function causeAware(): Backoff {
  return ({ attempt, cause, random }) => {
    const [from, to] = attempt > 1 ? laterWindow(attempt) : firstWindow(cause);
    return from + random() * (to - from);
  };
}
