import { verdictOf } from '../close-codes.ts';
import {
  CAUSE_AWARE_BASE,
  CAUSE_AWARE_CAP,
  CAUSE_AWARE_CAP_DOUBLES_FROM,
  CAUSE_AWARE_CAP_MAX,
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

/** Its first third is left out: early retries would pile up on those of the clients that drew a late first one. */
function laterWindow(attempt: number): readonly [from: number, to: number] {
  const cap = CAUSE_AWARE_CAP * 2 ** Math.max(0, attempt - CAUSE_AWARE_CAP_DOUBLES_FROM + 1);
  const to = Math.min(CAUSE_AWARE_CAP_MAX, cap, CAUSE_AWARE_BASE * 2 ** attempt);
  return [to / 3, to];
}

/**
 * Waits as long as the cause of the loss asks for; the default backoff. Delays are uniform in a window, in ms.
 *
 * First retry: 0–500 after a loss that only this client saw (missed pong, connect timeout, failed provider, network change,
 * credential refused); 5,000–30,000 after 1012 and 1013; 0–5,000 after everything else, since every other client may
 * have seen it too (RFC 6455 section 7.2.3). The n-th retry after that: from a third of min(cap, 2,000 · 2ⁿ) to the whole;
 * cap is 150,000 and doubles from the 10th failure in a row up to 300,000, so that a server to which a refusal costs
 * something can come up again. The numbers come from a simulation: docs/storm.md.
 */
export function causeAware(): Backoff {
  return ({ attempt, cause, random }) => {
    const [from, to] = attempt > 1 ? laterWindow(attempt) : firstWindow(cause);
    return from + random() * (to - from);
  };
}
