import type { Status } from '../../../src/machines/connection-parts.ts';

/** What is known of a loss. Times in ms. */
export interface LossLine {
  readonly link: number;
  readonly code: string;
  readonly closeCode: number | undefined;
  readonly verdict: string;
  readonly wasOpen: boolean;
  readonly silence: number;
}

/** One line for each event, in which the model and the connection are compared. */
export const lines = {
  status: (status: Status) => `status ${status}`,
  open: (link: number, attempt: number) => `open #${link} in attempt ${attempt}`,
  lost: ({ link, code, closeCode, verdict, wasOpen, silence }: LossLine) =>
    `lost #${link} ${wasOpen ? '' : 'before it opened '}by ${[code, closeCode].join(' ').trim()}: ${verdict}, silent for ${silence}`,
  retry: (attempt: number, delay: number, code: string | undefined) =>
    `retry ${attempt} in ${delay} for ${code}`,
  pong: (latency: number) => `pong after ${latency}`,
  failed: (attempt: number, code: string | undefined) => `failed at attempt ${attempt} by ${code}`,
  closed: () => 'closed',
  drop: (text: string, reason: string) => `drop "${text}" ${reason}`,
  message: (text: string) => `message "${text}"`,
} as const;

/** What one side, the model or the connection, shows of itself. */
export interface Picture {
  readonly status: Status;
  readonly attempt: number;
  /** ms since the run began. */
  readonly nextAttemptAt: number | undefined;
  readonly cause: string | undefined;
  readonly latency: number | undefined;
  /** Bytes that wait. */
  readonly bufferedAmount: number;
  /** Sockets that the client holds. */
  readonly live: number;
  readonly dials: number;
  /** Whether the environment is listened to. */
  readonly listeners: number;
  /** Armed timers; only where nothing is under way. */
  readonly timers: number | undefined;
  /** How each probe ended, or `pending`. */
  readonly probes: readonly string[];
  /** Exceptions of listeners that were reported. */
  readonly reported: readonly string[];
  /** Each peer's messages and how its socket went, `undefined` while it has not. */
  readonly peers: readonly string[];
  /** Events since the last picture. */
  readonly events: readonly string[];
}

export const peerLine = (received: readonly unknown[], closedWith: number | undefined) =>
  `[${received.join(', ')}] ${closedWith ?? 'open'}`;
