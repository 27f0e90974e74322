import { closeCodes, MAX_REASON_BYTES, utf8Length } from '../close-codes.ts';
import { LossError, OptionError } from '../errors.ts';
import type { Verdict } from '../ports/loss.ts';

/** What `ws` calls the frames that break RFC 6455 otherwise than by 1002, and what each is answered with (section 7.4.1). */
const protocolErrors: Readonly<Record<string, number>> = {
  WS_ERR_INVALID_UTF8: 1007,
  WS_ERR_UNSUPPORTED_MESSAGE_LENGTH: 1009,
  WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH: 1009,
  WS_ERR_TOO_MANY_BUFFERED_PARTS: 1008,
};

/** The close code that `ws` sends for an error of its own. */
export const protocolCloseCode = (code: string): number => protocolErrors[code] ?? 1002;

/** 4007 and 4008 say what 1007 and 1008 say, and that it is worth another try: no client takes the latter for that. */
export function closeCodeOf(verdict: Verdict, fatalCode: number): number {
  return { fatal: fatalCode, retry: fatalCode + 3_000, refresh: 4401, done: 1000 }[verdict];
}

export const closedByUs = (message: string, closeCode?: number, reason?: string) =>
  new LossError('ERR_HEARTWIRE_CLOSED_BY_US', message.trim(), { closeCode, reason });

/** RFC 6455 section 7.4: what a server may put into a close frame. */
export function checkClose(code: number, reason: string): void {
  const isNamed = closeCodes.some((row) => row.code === code && /either|server/.test(row.sender));
  const isOwn = Number.isInteger(code) && code >= 3_000 && code <= 4_999;
  if (!isNamed && !isOwn) {
    throw new OptionError(
      'ERR_HEARTWIRE_INVALID_CLOSE_CODE',
      'code',
      code,
      `${code} is none that a server may send`,
    );
  }
  const bytes = utf8Length(reason);
  if (bytes > MAX_REASON_BYTES) {
    const rule = `${bytes} UTF-8 bytes are more than ${MAX_REASON_BYTES}`;
    throw new OptionError('ERR_HEARTWIRE_INVALID_CLOSE_REASON', 'reason', reason, rule);
  }
}

/** The cause of peers that a closing supervisor closes. */
export const goingAway = () =>
  new LossError('ERR_HEARTWIRE_CLOSED_BY_US', 'The supervisor was closed.', { closeCode: 1001 });

/** The cause of peers that are drained. `retryAfter`: when they may come back, in ms. */
export const drained = (retryAfter: number | undefined) =>
  new LossError('ERR_HEARTWIRE_DRAINED', 'The server is being emptied.', {
    closeCode: 1012,
    reason: retryAfter === undefined ? 'restart' : `restart, retry-after=${retryAfter / 1_000}`,
  });
