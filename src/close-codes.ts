import type { Verdict } from './ports/loss.ts';

/** Who may put a close code into a close frame. `nobody`: reported by an endpoint, never sent. */
export type CloseSender = 'either' | 'server' | 'client' | 'nobody';

export interface CloseCode {
  readonly code: number;
  readonly name: string;
  readonly sender: CloseSender;
  /** What it means for the next attempt, unless the dialect or `retry.verdict` says otherwise. */
  readonly verdict: Verdict;
}

// 4401 and 4403 follow HTTP's 401 and 403 by convention. A server's 1000 is a `retry`: proxies and Pomelo close so.
const fatal: readonly number[] = [1002, 1003, 1007, 1008, 1009, 1010, 3003, 4403];
const refresh: readonly number[] = [3000, 4401];

/** What a close code means for the next attempt, unless the dialect or `retry.verdict` says otherwise; `retry` by default. */
export function verdictOf(code: number): Verdict {
  if (fatal.includes(code)) return 'fatal';
  return refresh.includes(code) ? 'refresh' : 'retry';
}

// IANA WebSocket Close Code Number Registry (RFC 6455 sections 7.4.1 and 11.7), and two codes of private use.
const rows: readonly (readonly [number, string, CloseSender])[] = [
  [1000, 'Normal Closure', 'either'],
  [1001, 'Going Away', 'either'],
  [1002, 'Protocol Error', 'either'],
  [1003, 'Unsupported Data', 'either'],
  [1004, 'Reserved', 'nobody'],
  [1005, 'No Status Received', 'nobody'],
  [1006, 'Abnormal Closure', 'nobody'],
  [1007, 'Invalid Payload Data', 'either'],
  [1008, 'Policy Violation', 'either'],
  [1009, 'Message Too Big', 'either'],
  [1010, 'Mandatory Extension', 'client'],
  [1011, 'Internal Error', 'server'],
  [1012, 'Service Restart', 'server'],
  [1013, 'Try Again Later', 'server'],
  [1014, 'Bad Gateway', 'server'],
  [1015, 'TLS Handshake', 'nobody'],
  [3000, 'Unauthorized', 'either'],
  [3003, 'Forbidden', 'either'],
  [3008, 'Timeout', 'either'],
  [4401, 'Unauthorized', 'either'],
  [4403, 'Forbidden', 'either'],
];

/** The named close codes, in order. Every other code from 4000 to 4999 is private use, and a `retry`. */
export const closeCodes: readonly CloseCode[] = /* @__PURE__ */ rows.map(([code, name, sender]) => ({
  code,
  name,
  sender,
  verdict: verdictOf(code),
}));

/** Looks a close code up; codes without a row of their own are `Private Use` (4000–4999) or `Unassigned`, and a `retry`. */
export function closeCode(code: number): CloseCode {
  const named = closeCodes.find((row) => row.code === code);
  if (named) return named;
  const isPrivate = code >= 4000 && code <= 4999;
  return {
    code,
    name: isPrivate ? 'Private Use' : 'Unassigned',
    sender: isPrivate ? 'either' : 'nobody',
    verdict: verdictOf(code),
  };
}

/** Most bytes that a close reason may have: a control frame carries 125, the code takes 2 (RFC 6455 section 5.5). */
export const MAX_REASON_BYTES = 123;

/** Length of a string in UTF-8 bytes; a lone surrogate counts as U+FFFD, as encoders write it. */
export const utf8Length = (text: string): number => new TextEncoder().encode(text).length;

/** Cuts a close reason to 123 UTF-8 bytes, never inside a code point. */
export function cutReason(reason: string): string {
  const { read } = new TextEncoder().encodeInto(reason, new Uint8Array(MAX_REASON_BYTES));
  return reason.slice(0, read);
}

/** Reads `retry-after=SECONDS` out of a close reason, in ms; `undefined` where the reason has none. */
export function retryAfterOf(reason: string): number | undefined {
  const seconds = /\bretry-after=(\d{1,9}(?:\.\d+)?)/i.exec(reason)?.[1];
  return seconds ? Number(seconds) * 1_000 : undefined;
}
