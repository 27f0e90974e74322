import type { Status } from '../machines/connection-parts.ts';
import type { PeerStatus } from '../machines/peer-parts.ts';
import type { Verdict } from '../ports/loss.ts';

/**
 * What a record is about. Of a connection: `attached` (how it stood when the recorder came), `transition` (its chart took an event),
 * `pong` (a ping was answered), `drop` (a message will not be sent), `detached`. Of a server: `attached`, `detached`, `peer`, `lost`,
 * `gone` and `refused`, as its supervisor reports them.
 */
export type RecordKind =
  | 'attached'
  | 'detached'
  | 'transition'
  | 'pong'
  | 'drop'
  | 'peer'
  | 'lost'
  | 'gone'
  | 'refused';

/**
 * One line of a timeline: flat, safe for JSON, and without urls, protocols, headers, payloads, and what errors say. A field that says
 * nothing of this record is left out. Times in ms.
 */
export interface TimelineRecord {
  /** Counts from 1 in each recorder, over those as well that the ring has given up. */
  readonly id: number;
  /** When, in ms since the epoch, by the connection's own clock. */
  readonly time: number;
  /** Which connection or server. */
  readonly name: string;
  readonly kind: RecordKind;
  /** The latest link: 1 for the first dial. On a server the peer's id. */
  readonly link?: number;
  /** What the chart was told: an event of it, such as `link.lost`, or the delay that has passed, such as `after.pongTimeout`. */
  readonly event?: string;
  /** The status before. */
  readonly from?: Status;
  /** The status now. */
  readonly to?: Status | PeerStatus;
  /** The chart's active state as a path, as in its pictures: `live.open.awaitingPong`. */
  readonly state?: string;
  /** Retries in a row, as `connection.attempt`. */
  readonly attempt?: number;
  /** Name of the deadline that runs now, as in the chart: `connectTimeout`, `pingInterval`, `pongTimeout`, `backoffDelay`, `offlineRetry` or `closeTimeout`. */
  readonly deadline?: string;
  /** How long until that deadline, from `time`. */
  readonly delay?: number;
  /** Code of the loss, where a link was lost: `ERR_HEARTWIRE_…`. */
  readonly cause?: string;
  /** What that loss was judged to mean. */
  readonly verdict?: Verdict;
  readonly closeCode?: number;
  /** Of a refused upgrade. */
  readonly httpStatus?: number;
  /** When the peer asked to come back: from the loss. */
  readonly retryAfter?: number;
  /** Whether the lost link had been open. */
  readonly wasOpen?: boolean;
  /** How long ago the peer was last heard when the link was lost. */
  readonly silence?: number;
  /** Of the ping that was answered; of a peer that is gone, the last one. */
  readonly roundTrip?: number;
  /** Bytes that wait in the outbox and in the socket. */
  readonly bufferedAmount?: number;
  /**
   * Why a message was dropped or an upgrade refused, one word of the library's own; with `reasons: true` also what the peer said
   * when it closed, kicked or refused.
   */
  readonly reason?: string;
  /** How many equal drops or refusals in a row this one record stands for, where it is more than one. */
  readonly count?: number;
  /** When the last of them was. */
  readonly until?: number;
}

/** A record before the recorder gives it its place and its name. */
export type TimelineEntry = Omit<TimelineRecord, 'id' | 'name'>;
