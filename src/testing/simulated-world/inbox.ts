import type { Invariant } from './invariants.ts';
import { labelIn } from './labels.ts';
import type { Socket } from './wire.ts';

/** What one client's app was given. */
export interface Inbox {
  delivered(message: unknown): void;
  /** Number of the last message of the link that delivered last. */
  readonly last: { readonly link: number; readonly number: number };
}

/** Builds the inbox of a client; `current` gives the socket that it holds. */
export function createInbox(
  client: number,
  current: () => Socket | undefined,
  violate: (invariant: Invariant, detail: string) => void,
): Inbox {
  let last = { link: 0, number: 0 };
  return {
    delivered(message) {
      const label = labelIn(message);
      if (!label) return;
      const { link, number } = label;
      const socket = current();
      if (label.from !== 'server' || label.client !== client || link !== socket?.number) {
        return violate(
          'older-links-are-mute',
          `link ${socket?.number ?? 'none'} is held, and link ${link} delivered`,
        );
      }
      const before = last.link === link ? last.number : 0;
      if (number <= before || (number > before + 1 && !socket.isLossy)) {
        violate('in-order', `link ${link} delivered message ${number} after message ${before}`);
      }
      last = { link, number };
    },
    get last() {
      return last;
    },
  };
}
