import type { Status } from '../../machines/connection-parts.ts';
import type { TimelineRecord } from '../timeline-record.ts';

/** Most spans that are kept for the drawing. */
const KEPT = 500;

/** A time in one status. */
export interface Span {
  readonly status: Status;
  readonly from: number;
  /** `undefined` while it lasts. */
  to: number | undefined;
}

export interface Share {
  readonly status: Status;
  /** ms in all. */
  readonly time: number;
  /** How often it was entered. */
  readonly times: number;
  /** Of all the time that was seen, 0 to 1. */
  readonly share: number;
}

/** How long a connection was in which status. */
export interface StatusTimes {
  /** The latest ones, oldest first. */
  readonly spans: readonly Span[];
  /** The one that lasts. */
  readonly current: Span | undefined;
  /** All statuses that were seen, in the order in which a connection meets them. */
  shares(now: number): readonly Share[];
  add(record: TimelineRecord): void;
  /** From here on nobody watches. */
  end(time: number): void;
}

/** The statuses in the order in which a connection meets them. */
const STATUSES = [
  'idle',
  'connecting',
  'open',
  'awaiting-pong',
  'backoff',
  'offline',
  'closing',
  'closed',
  'failed',
] as const satisfies readonly Status[];

/** Starts to add up the time in each status. What was spent while nobody watched counts for none. */
export function statusTimes(): StatusTimes {
  const spans: Span[] = [];
  const totals = new Map<Status, { time: number; times: number }>();
  let current: Span | undefined;

  const end = (time: number): void => {
    if (!current) return;
    const total = totals.get(current.status);
    // A wall clock may have been set back.
    current.to = Math.max(current.from, time);
    if (total) total.time += current.to - current.from;
    current = undefined;
  };

  return {
    spans,
    get current() {
      return current;
    },
    shares(now) {
      const lasting = current ? Math.max(0, now - current.from) : 0;
      const seen = STATUSES.flatMap((status) => {
        const total = totals.get(status);
        if (!total) return [];
        return { ...total, status, time: total.time + (status === current?.status ? lasting : 0) };
      });
      const sum = seen.reduce((all, { time }) => all + time, 0);
      return seen.map((share) => ({ ...share, share: sum > 0 ? share.time / sum : 0 }));
    },
    add({ kind, to, time }) {
      const status = STATUSES.find((name) => name === to);
      if (status === undefined || (kind !== 'attached' && status === current?.status)) return;
      end(time);
      current = { status, from: time, to: undefined };
      spans.push(current);
      if (spans.length > KEPT) spans.shift();
      const total = totals.get(status) ?? { time: 0, times: 0 };
      totals.set(status, { ...total, times: total.times + 1 });
    },
    end,
  };
}
