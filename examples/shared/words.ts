import type { Connection } from 'heartwire';

type Told = Pick<Connection<never, never>, 'status' | 'attempt' | 'nextAttemptAt' | 'latency' | 'cause'>;

/** How a connection stands, in words for the person in front of it. */
export interface Words {
  readonly word: string;
  readonly note: string;
}

/** Says how a connection stands at `now`, in ms since the epoch. */
export function wordsFor({ status, attempt, nextAttemptAt, latency, cause }: Told, now: number): Words {
  switch (status) {
    case 'open':
      return { word: 'Connected', note: latency === undefined ? '' : `Round trip ${duration(latency)}` };
    case 'awaiting-pong':
      return { word: 'Checking', note: 'Waiting for a sign of life' };
    case 'connecting':
      return { word: 'Connecting', note: attempt > 0 ? `Attempt ${attempt}` : '' };
    case 'backoff':
      return { word: 'Reconnecting', note: `Attempt ${attempt} in ${wait(nextAttemptAt, now)}` };
    case 'offline':
      return { word: 'No network', note: `Trying again in ${wait(nextAttemptAt, now)}` };
    case 'failed':
      return { word: 'Disconnected', note: reasonOf(cause) };
    case 'closing':
      return { word: 'Closing', note: '' };
    case 'closed':
    case 'idle':
      return { word: 'Not connected', note: '' };
  }
}

/** A measured time in words: `3.2 s`, `140 ms`, `< 1 ms`. */
export function duration(ms: number): string {
  if (ms >= 1_000) return `${(ms / 1_000).toFixed(1)} s`;
  return ms < 1 ? '< 1 ms' : `${Math.round(ms)} ms`;
}

function wait(at: number | undefined, now: number): string {
  return `${Math.max(0, Math.ceil(((at ?? now) - now) / 1_000))} s`;
}

function reasonOf(cause: Told['cause']): string {
  if (cause?.code === 'ERR_HEARTWIRE_REFUSED') return 'The server does not let you in';
  return 'The server cannot be reached';
}
