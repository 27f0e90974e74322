import type { ServerPeer } from './peer.ts';
import type { Peers } from './supervisor.ts';

/** The open ones among all rows, as the app sees them. */
export function peersOf<Out, User>(rows: ReadonlySet<ServerPeer>, size: () => number): Peers<Out, User> {
  return {
    get size() {
      return size();
    },
    *[Symbol.iterator]() {
      for (const peer of rows) if (peer.wasOpen) yield peer as never;
    },
  };
}
