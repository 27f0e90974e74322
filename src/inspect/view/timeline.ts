import type { TimelineRecord } from '../timeline-record.ts';
import { type PeerBook, peerBook } from './peer-book.ts';
import { type StatusTimes, statusTimes } from './status-times.ts';

/** Most round trips and losses that are kept for the drawing. */
const KEPT = 300;

export interface Deadline {
  /** As in the chart. */
  readonly name: string;
  readonly due: number;
  /** How long it was when it began. */
  readonly length: number;
}

/** A round trip, or the loss of a link. */
export interface Mark {
  readonly time: number;
  readonly record: TimelineRecord;
}

/** What a row of records says when it is read in order. All times in ms; those of the clock since the epoch. */
export interface Timeline {
  /** What the records are about; `undefined` before the first. */
  readonly about: 'connection' | 'server' | undefined;
  /** The latest record that says how the connection stands, and the one before. */
  readonly latest: TimelineRecord | undefined;
  readonly previous: TimelineRecord | undefined;
  readonly deadline: Deadline | undefined;
  readonly trips: readonly Mark[];
  /** Of links that had been open. */
  readonly losses: readonly Mark[];
  /** The latest loss, or attempt that failed. */
  readonly lost: TimelineRecord | undefined;
  readonly statuses: StatusTimes;
  readonly peers: PeerBook;
  /** Reads one more. */
  add(record: TimelineRecord): void;
}

/** Starts to read a timeline: a fold over its records that never looks back, so that it reaches further than the recorder's ring. */
export function timeline(): Timeline {
  const statuses = statusTimes();
  const peers = peerBook();
  const trips: Mark[] = [];
  const losses: Mark[] = [];
  let about: Timeline['about'];
  let latest: TimelineRecord | undefined;
  let previous: TimelineRecord | undefined;
  let lost: TimelineRecord | undefined;
  let deadline: Deadline | undefined;

  const stands = (record: TimelineRecord): void => {
    const { time, delay } = record;
    previous = latest;
    latest = record;
    deadline =
      record.deadline !== undefined && delay !== undefined
        ? {
            name: record.deadline,
            due: time + delay,
            length: lengthOf(deadline, record.deadline, time + delay, delay),
          }
        : undefined;
    statuses.add(record);
  };

  return {
    get about() {
      return about;
    },
    get latest() {
      return latest;
    },
    get previous() {
      return previous;
    },
    get lost() {
      return lost;
    },
    get deadline() {
      return deadline;
    },
    trips,
    losses,
    statuses,
    peers,
    add(record) {
      const { kind, time } = record;
      about ??= record.state !== undefined || kind === 'pong' || kind === 'drop' ? 'connection' : 'server';
      if (about === 'server') peers.add(record);
      else if (kind === 'pong') keep(trips, { time, record });
      else if (kind === 'detached') {
        deadline = undefined;
        statuses.end(time);
      } else if (record.state !== undefined) stands(record);
      if (record.cause !== undefined && kind !== 'gone') {
        lost = record;
        if (record.wasOpen !== false) keep(losses, { time, record });
      }
    },
  };
}

/** A deadline that goes on is no longer than it was: an event that changed nothing is recorded with what is left of it. */
function lengthOf(before: Deadline | undefined, name: string, due: number, left: number): number {
  const goesOn = before?.name === name && Math.abs(before.due - due) <= 1;
  return goesOn ? before.length : left;
}

function keep(marks: Mark[], mark: Mark): void {
  marks.push(mark);
  if (marks.length > KEPT) marks.shift();
}
