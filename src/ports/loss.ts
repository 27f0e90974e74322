/** What a close code or a refusal means for the next attempt: go on, go on once with a fresh credential, give up, or finished. */
export type Verdict = 'retry' | 'refresh' | 'fatal' | 'done';

/** What is known of a socket that closed. The shape that verdict functions are given. */
export interface CloseInfo {
  /** RFC 6455 close code; 1006 when the socket went without a close frame, 1005 when the frame had no code. */
  readonly code: number;
  readonly reason: string;
  readonly wasClean: boolean;
  /** Whether the link had been open, or the attempt failed. */
  readonly wasOpen: boolean;
  /** The HTTP status of a refused upgrade, where the transport can see it (Node); the code is 1006 then. */
  readonly httpStatus?: number | undefined;
}

/** Why a link was lost. Every loss is an `Error` with a stable `code`. */
export interface Loss extends Error {
  /** `ERR_HEARTWIRE_…`, listed in docs/errors.md. */
  readonly code: string;
  /** The close code, where a close ended the link. */
  readonly closeCode?: number | undefined;
  /** The close reason, where the peer gave one. */
  readonly reason?: string | undefined;
  readonly wasClean?: boolean | undefined;
  /** The HTTP status of a refused upgrade, where the transport can see it (Node). */
  readonly httpStatus?: number | undefined;
  /** When the server asked to come back: ms from now. */
  readonly retryAfter?: number | undefined;
  /** What the loss means by itself, where it says. */
  readonly verdict?: Verdict | undefined;
  /** Whether the link had been open, or an attempt failed. */
  readonly wasOpen?: boolean | undefined;
}
