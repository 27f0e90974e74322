import { DRAIN_INTERVAL } from '../../../src/defaults.ts';
import type { Status } from '../../../src/machines/connection-parts.ts';
import type { DropReason } from '../../../src/outbox.ts';

/** Something that a connection says, as the walk records it. */
export type Said = readonly [name: string, event: object];

interface Letter {
  readonly text: string;
  readonly expiresAt: number;
}

/** What must become of numbered messages, told from the states of the model alone. Times in ms since the start. */
export interface Mailbox {
  /** What each socket must have been given, oldest first. */
  readonly received: string[][];
  /** Bytes that wait. */
  readonly bytes: number;
  /** When its timers are due. */
  dues(): number[];
  /** The next message, what must be answered to it, and what must be said of it. */
  post(status: Status, now: number): { text: string; ttl?: number; answer: string; said: Said[] };
  /** A link has been opened for messages. */
  flush(now: number): void;
  write(text: string): void;
  /** The link is gone. */
  unlink(): void;
  clear(reason: DropReason): Said[];
  /** Messages that are worth nothing any more, with the time of each. `isLate`: nothing ran until then. */
  pass(now: number, isLate: boolean): [at: number, said: Said][];
}

const drop = (text: string, reason: DropReason): Said => ['drop', { message: text, reason, key: undefined }];

export function mailbox(limit: number, isCongested: boolean): Mailbox {
  const received: string[][] = [];
  let waiting: Letter[] = [];
  let drainsAt: number | undefined;
  let count = 0;
  const drainLater = (now: number): void => {
    drainsAt ??= now + DRAIN_INTERVAL;
  };

  const box: Mailbox = {
    received,
    get bytes() {
      return waiting.reduce((sum, { text }) => sum + text.length, 0);
    },
    dues: () => [
      ...waiting.map(({ expiresAt }) => expiresAt).filter((due) => due < Infinity),
      ...(drainsAt === undefined ? [] : [drainsAt]),
    ],
    post(status, now) {
      count += 1;
      const text = `m${count}`;
      const ttl = count % 2 === 1 ? 1_777 : undefined;
      const told = ttl === undefined ? { text } : { text, ttl };
      const isOpen = status === 'open' || status === 'awaiting-pong';
      if (isOpen && waiting.length === 0 && !isCongested) {
        box.write(text);
        return { ...told, answer: 'sent', said: [] };
      }
      const end = status === 'failed' ? 'failed' : status.startsWith('clos') ? 'closed' : undefined;
      const refusal = end ?? (waiting.length >= limit ? 'overflow' : undefined);
      if (refusal) return { ...told, answer: 'refused', said: [drop(text, refusal)] };
      waiting.push({ text, expiresAt: now + (ttl ?? Infinity) });
      if (isOpen) drainLater(now);
      return { ...told, answer: 'queued', said: [] };
    },
    flush(now) {
      if (isCongested && waiting.length > 0) drainLater(now);
      if (isCongested) return;
      for (const { text } of waiting.splice(0)) box.write(text);
    },
    write: (text) => received.at(-1)?.push(text),
    unlink() {
      drainsAt = undefined;
    },
    clear: (reason) => waiting.splice(0).map(({ text }) => drop(text, reason)),
    pass(now, isLate) {
      const expired = waiting
        .filter(({ expiresAt }) => expiresAt <= now)
        .toSorted((a, b) => a.expiresAt - b.expiresAt);
      const left = (at: number) => waiting.some(({ expiresAt }) => expiresAt > at);
      // The timer goes on as long as it finds somebody waiting.
      while (drainsAt !== undefined && drainsAt <= now) {
        const at = isLate ? now : drainsAt;
        drainsAt = left(at) ? at + DRAIN_INTERVAL : undefined;
      }
      waiting = waiting.filter(({ expiresAt }) => expiresAt > now);
      return expired.map(({ text, expiresAt }) => [expiresAt, drop(text, 'expired')]);
    },
  };
  return box;
}
