import type { PeerStatus } from '../../machines/peer-parts.ts';
import type { TimelineRecord } from '../timeline-record.ts';

/** A peer as its server knows it now. */
export interface ShownPeer {
  readonly id: number;
  readonly status: PeerStatus;
  /** Round trip of the last answered ping, in ms. */
  readonly latency?: number | undefined;
}

/** Where a view reads records: a recorder, or anything that passes on the records of one, such as a stream from a server. */
export interface RecordSource {
  /** Oldest first. */
  readonly records: readonly TimelineRecord[];
  /** Calls `listener` with each record. One with an id that was seen before takes that one's place. */
  subscribe(listener: (record: TimelineRecord) => void): () => void;
  /** The clock that records are stamped by, in ms since the epoch. Default `Date.now`. */
  now?(): number;
  /** Who is there now, where somebody can say: `supervisor.peers`. Without it the view knows what records say: who came and who went. */
  readonly peers?: Iterable<ShownPeer> | undefined;
}
