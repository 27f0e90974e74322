import { causeAware } from './backoff/cause-aware.ts';
import { verdictOf } from './close-codes.ts';
import { MAX_TIME, RETRY_AFTER_JITTER, RETRY_AFTER_MAX } from './defaults.ts';
import { OptionError } from './errors.ts';
import { guarded, report } from './listeners.ts';
import type { Backoff, BackoffInput } from './ports/backoff.ts';
import type { CloseInfo, Loss, Verdict } from './ports/loss.ts';

type Judge = ((close: CloseInfo) => Verdict | undefined) | undefined;

/**
 * Says what a loss means: the first of `judges` that has an opinion, else the loss itself, else the table of close codes.
 * To a judge every loss is a close: 1006 where there was no close frame, as browsers report it.
 */
export function verdictOn(cause: Loss, ...judges: Judge[]): Verdict {
  const { closeCode: code = 1006, reason = '', wasClean = false, wasOpen = false, httpStatus } = cause;
  const close = { code, reason, wasClean, wasOpen, httpStatus };
  for (const judge of judges) {
    const verdict = guarded(() => judge?.(close));
    if (verdict) return verdict;
  }
  return cause.verdict ?? verdictOf(code);
}

const defaultBackoff = /* @__PURE__ */ causeAware();

/**
 * Draws the delay before a retry, in ms: what the server asked for and up to as much again, else what `backoff` says. A backoff
 * that throws or gives no time is reported, and the default one stands in.
 */
export function retryDelay(input: BackoffInput, backoff: Backoff | undefined): number {
  const { cause, random } = input;
  if (cause.retryAfter !== undefined) {
    const wait = Math.min(cause.retryAfter, RETRY_AFTER_MAX);
    return wait + random() * Math.max(RETRY_AFTER_JITTER, wait);
  }
  const delay = guarded(() => backoff?.(input)) ?? defaultBackoff(input);
  if (delay >= 0) return Math.min(delay, MAX_TIME);
  report(new OptionError('ERR_HEARTWIRE_INVALID_TIME', 'backoff', delay, `${delay} is not a time in ms`));
  return defaultBackoff(input);
}
