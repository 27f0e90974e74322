import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { LossError } from '../../errors.ts';
import type { Verdict } from '../../ports/loss.ts';

const verdicts: Readonly<Record<number, Verdict>> = { 401: 'refresh', 403: 'fatal' };

/** The form of HTTP-date that senders must use (RFC 9110 section 5.6.7). */
const IMF_FIXDATE = /^\w{3}, \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** Turns the answer to a refused upgrade into the cause of the loss. */
export function handshakeRefused({ statusCode: httpStatus = 0, headers }: IncomingMessage): LossError {
  return new LossError(
    'ERR_HEARTWIRE_UPGRADE_REFUSED',
    `The server answered the upgrade with HTTP ${httpStatus}.`,
    {
      httpStatus,
      verdict: verdicts[httpStatus],
      retryAfter: retryAfterOf(headers),
    },
  );
}

/** Reads `Retry-After` (RFC 9110 section 10.2.3), seconds or a date, in ms; a date is measured on the server's own clock. */
function retryAfterOf(headers: IncomingHttpHeaders): number | undefined {
  const value = headers['retry-after']?.trim() ?? '';
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1_000;
  // `Date.parse` takes nearly anything for a date.
  const date = IMF_FIXDATE.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(date)) return undefined;
  return Math.max(0, date - (Date.parse(headers.date ?? '') || Date.now()));
}
