import type { Duplex } from 'node:stream';

/** What a server saw of the clients that named one key. */
export interface Count {
  /** Upgrade requests, those that were refused included. */
  readonly dials: number;
  /** Of their sockets, how many still exist. */
  readonly open: number;
}

/** Counts dials by a key of their url, so that a test sees its own alone. */
export interface Tally {
  /** Counts a dial in; answers how many its key has made. */
  dialed(key: string, socket: Duplex): number;
  count(key: string): Count;
}

export function tally(): Tally {
  const counts = new Map<string, { dials: number; open: number }>();
  return {
    dialed(key, socket) {
      const count = counts.get(key) ?? { dials: 0, open: 0 };
      counts.set(key, count);
      count.dials += 1;
      count.open += 1;
      socket.once('close', () => {
        count.open -= 1;
      });
      return count.dials;
    },
    count: (key) => counts.get(key) ?? { dials: 0, open: 0 },
  };
}
