import type { Agenda } from './agenda.ts';
import { bounds, type Settings } from './settings.ts';

/** A message that an app may send. */
export interface Message {
  /** Which of the run, from 1. */
  readonly id: number;
  readonly text: string;
  readonly key: string | undefined;
  /** ms that it may wait; `undefined` for ever. */
  readonly ttl: number | undefined;
}

interface Waiting extends Message {
  readonly expiresAt: number;
}

/** The messages that wait, as a list. */
export interface Queue {
  readonly waiting: readonly Waiting[];
  readonly bytes: number;
  /** Armed timers: one for each message that has a time to live. */
  readonly timers: number;
  /** Takes a message in, or drops it and answers false. */
  add(message: Message): boolean;
  /** Takes the first that is still worth sending. */
  shift(): Message | undefined;
  /** Drops one that still waits. */
  drop(id: number, reason: string): void;
  clear(reason: string): void;
}

/** `dropped` hears of every message that will not be sent, and why. */
export function createQueue(
  agenda: Agenda,
  overflow: Settings['overflow'],
  dropped: (message: Message, reason: string) => void,
): Queue {
  let waiting: Waiting[] = [];
  const size = (list: readonly Message[]) => list.reduce((sum, { text }) => sum + text.length, 0);
  const without = (id: number) => {
    agenda.cancel(`ttl ${id}`);
    waiting = waiting.filter((other) => other.id !== id);
  };
  const fits = (others: readonly Message[], { text }: Message) =>
    others.length < bounds.maxMessages && size(others) + text.length <= bounds.maxBytes;

  const queue: Queue = {
    get waiting() {
      return waiting;
    },
    get bytes() {
      return size(waiting);
    },
    get timers() {
      return waiting.filter(({ ttl }) => ttl !== undefined).length;
    },
    add(message) {
      const older = waiting.find(({ key }) => key !== undefined && key === message.key);
      const others = () => waiting.filter((other) => other !== older);
      const canYield = overflow === 'drop-oldest' && message.text.length <= bounds.maxBytes;
      while (canYield && !fits(others(), message)) {
        const oldest = others()[0];
        if (!oldest) break;
        queue.drop(oldest.id, 'overflow');
      }
      if (!fits(others(), message)) {
        dropped(message, 'overflow');
        return false;
      }
      if (older) queue.drop(older.id, 'replaced');
      const { id, ttl = Number.POSITIVE_INFINITY } = message;
      waiting = [...waiting, { ...message, expiresAt: agenda.now + ttl }];
      if (message.ttl !== undefined) agenda.set(`ttl ${id}`, ttl, () => queue.drop(id, 'expired'));
      return true;
    },
    shift() {
      for (const message of waiting) {
        without(message.id);
        if (message.expiresAt > agenda.now) return message;
        dropped(message, 'expired');
      }
      return undefined;
    },
    drop(id, reason) {
      const message = waiting.find((other) => other.id === id);
      if (!message) return;
      without(id);
      dropped(message, reason);
    },
    clear(reason) {
      for (const { id } of waiting) queue.drop(id, reason);
    },
  };
  return queue;
}
