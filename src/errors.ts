import type { Loss, Verdict } from './ports/loss.ts';

/** Codes of errors that a caller causes: thrown at once, or what a promise that was asked for rejects with. */
export type UsageErrorCode =
  | 'ERR_HEARTWIRE_UNKNOWN_OPTION'
  | 'ERR_HEARTWIRE_INVALID_OPTION'
  | 'ERR_HEARTWIRE_INVALID_TIME'
  | 'ERR_HEARTWIRE_MISSING_OPTION'
  | 'ERR_HEARTWIRE_INVALID_URL'
  | 'ERR_HEARTWIRE_INVALID_PROTOCOLS'
  | 'ERR_HEARTWIRE_INVALID_CLOSE_CODE'
  | 'ERR_HEARTWIRE_INVALID_CLOSE_REASON'
  | 'ERR_HEARTWIRE_INVALID_MESSAGE'
  | 'ERR_HEARTWIRE_NO_WEBSOCKET'
  | 'ERR_HEARTWIRE_NO_PING'
  | 'ERR_HEARTWIRE_NOT_OPEN'
  | 'ERR_HEARTWIRE_NO_PONG'
  | 'ERR_HEARTWIRE_MESSAGES_OVERFLOW'
  | 'ERR_HEARTWIRE_CLOSED'
  | 'ERR_HEARTWIRE_REQUEST_TIMEOUT'
  | 'ERR_HEARTWIRE_REQUEST_DROPPED';

/** Codes of causes: why a link was lost. */
export type LossCode =
  | 'ERR_HEARTWIRE_CONNECT_TIMEOUT'
  | 'ERR_HEARTWIRE_PROVIDER_FAILED'
  | 'ERR_HEARTWIRE_DIAL_FAILED'
  | 'ERR_HEARTWIRE_UPGRADE_REFUSED'
  | 'ERR_HEARTWIRE_SOCKET_FAILED'
  | 'ERR_HEARTWIRE_SOCKET_CLOSED'
  | 'ERR_HEARTWIRE_PONG_TIMEOUT'
  | 'ERR_HEARTWIRE_BAD_FRAME'
  | 'ERR_HEARTWIRE_REFUSED'
  | 'ERR_HEARTWIRE_KICKED'
  | 'ERR_HEARTWIRE_SUPERSEDED'
  // On a server.
  | 'ERR_HEARTWIRE_HANDSHAKE_TIMEOUT'
  | 'ERR_HEARTWIRE_AUTHENTICATION_TIMEOUT'
  | 'ERR_HEARTWIRE_UNAUTHENTICATED'
  | 'ERR_HEARTWIRE_RATE_EXCEEDED'
  | 'ERR_HEARTWIRE_SLOW_CONSUMER'
  | 'ERR_HEARTWIRE_CLOSED_BY_US'
  | 'ERR_HEARTWIRE_DRAINED';

/** Any error of this library. `code` is stable; the message is for people and may change. */
export class HeartwireError extends Error {
  override name = 'HeartwireError';
  readonly code: UsageErrorCode | LossCode;

  constructor(code: UsageErrorCode | LossCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** A bad argument or option, refused at once. Carries the option's name and, unless it could be secret, its value. */
export class OptionError extends HeartwireError {
  override name = 'OptionError';
  /** Path of the option, as in `heartbeat.pongTimeout`. */
  readonly option: string;
  /** The value that was refused; `undefined` where it could hold a secret (urls). */
  readonly value: unknown;

  constructor(code: UsageErrorCode, option: string, value: unknown, rule: string) {
    super(code, `${option}: ${rule}`);
    this.option = option;
    this.value = value;
  }
}

/** What is known of a loss besides its code and sentence. Times in ms. */
export interface LossDetails extends ErrorOptions {
  readonly verdict?: Verdict | undefined;
  readonly closeCode?: number | undefined;
  readonly reason?: string | undefined;
  readonly wasClean?: boolean | undefined;
  readonly httpStatus?: number | undefined;
  readonly retryAfter?: number | undefined;
  /** Whether the link had been open, or an attempt failed. */
  readonly wasOpen?: boolean | undefined;
}

/** Why a link was lost, or an attempt failed. Never holds a url's query, user info or a token. */
export class LossError extends HeartwireError implements Loss {
  override name = 'LossError';
  declare readonly code: LossCode;
  /** What the loss means by itself; `undefined` leaves it to close code, dialect and `retry.verdict`. */
  declare readonly verdict: Verdict | undefined;
  declare readonly closeCode: number | undefined;
  declare readonly reason: string | undefined;
  declare readonly wasClean: boolean | undefined;
  declare readonly httpStatus: number | undefined;
  declare readonly retryAfter: number | undefined;
  /** Whether the link had been open, or an attempt failed. */
  declare readonly wasOpen: boolean | undefined;

  constructor(code: LossCode, message: string, details: LossDetails = {}) {
    const { cause, ...rest } = details;
    super(code, message, cause === undefined ? {} : { cause });
    Object.assign(this, rest);
  }
}
