import type { Loss, Verdict } from '../ports/loss.ts';
import type { TimelineEntry } from './timeline-record.ts';

type LossFields = Pick<
  TimelineEntry,
  'cause' | 'verdict' | 'closeCode' | 'httpStatus' | 'retryAfter' | 'wasOpen' | 'reason'
>;

/**
 * What a record says of a loss: what is one of this library's own words, and numbers. The sentence, the chain of causes and, unless
 * `reasons` asks for it, the peer's reason stay out: they can hold whatever an app, a proxy or a server put there.
 */
export function lossFields(cause: Loss, verdict: Verdict | undefined, reasons: boolean): LossFields {
  const { code, closeCode, httpStatus, retryAfter, wasOpen, reason } = cause;
  return {
    cause: code,
    ...(verdict !== undefined && { verdict }),
    ...(closeCode !== undefined && { closeCode }),
    ...(httpStatus !== undefined && { httpStatus }),
    ...(retryAfter !== undefined && { retryAfter }),
    wasOpen: wasOpen === true,
    ...(reasons && reason && { reason }),
  };
}
