import type { TimelineRecord } from '../timeline-record.ts';
import { bytes, causeWords, duration, type Tone, toneOf } from './words.ts';

/** Kinds of records that a reader may want to see or not. */
export const TOPICS = ['Changes', 'Losses', 'Beats', 'Drops', 'Others'] as const;
export type Topic = (typeof TOPICS)[number];

/** Those that a server's records are about. */
export const SERVER_TOPICS: readonly Topic[] = ['Changes', 'Losses'];

const BEATS = /^(after\.pingInterval|after\.keepAlive|peer\.heard|probe)$/;

/** What a record is about. A loss is a loss whatever else it is; what changed nothing and is no beat is among the others. */
export function topicOf({ kind, event = '', from, to, cause }: TimelineRecord): Topic {
  if (kind === 'drop') return 'Drops';
  if (kind === 'lost' || kind === 'refused' || to === 'failed') return 'Losses';
  if (kind === 'transition' && cause !== undefined) return 'Losses';
  if (kind === 'pong' || BEATS.test(event)) return 'Beats';
  return kind === 'transition' && from === to ? 'Others' : 'Changes';
}

/** The colour of what a record leads to. */
export function recordTone(record: TimelineRecord): Tone {
  const { kind, to } = record;
  if (kind === 'drop' || kind === 'lost' || kind === 'refused') return 'bad';
  if (kind === 'pong') return 'good';
  return to === undefined || kind === 'detached' ? 'still' : toneOf(to);
}

/** The headline of a record: `open → backoff`, `pong in 12 ms`, `peer 3 lost`. */
export function titleOf({ kind, from, to, link, roundTrip }: TimelineRecord): string {
  switch (kind) {
    case 'transition':
      return from === to ? (to ?? '') : `${from} → ${to}`;
    case 'pong':
      return `pong in ${duration(roundTrip ?? 0)}`;
    case 'peer':
    case 'lost':
    case 'gone':
      return `peer ${link} ${kind === 'peer' ? 'came' : kind}`;
    case 'attached':
      return to === undefined ? 'attached' : `attached: ${to}`;
    default:
      return kind;
  }
}

/** The rest of what it says, in the order in which a reader asks. */
export function detailsOf(record: TimelineRecord): string[] {
  const { kind, event, link, attempt, deadline, delay, cause, verdict, count, silence } = record;
  const { closeCode, httpStatus, roundTrip, bufferedAmount, reason, retryAfter, wasOpen } = record;
  const isOfConnection = kind === 'transition' || kind === 'attached';
  const details: (string | false | undefined)[] = [
    event,
    cause !== undefined && causeWords(cause).replace(/\.$/, ''),
    closeCode !== undefined && `close code ${closeCode}`,
    httpStatus !== undefined && `HTTP ${httpStatus}`,
    reason,
    count !== undefined && `× ${count}`,
    verdict !== undefined && `verdict ${verdict}`,
    silence !== undefined &&
      (wasOpen === false ? `after ${duration(silence)}` : `last heard ${duration(silence)} before`),
    retryAfter !== undefined && `asked to wait ${duration(retryAfter)}`,
    kind === 'gone' && roundTrip !== undefined && `round trip ${duration(roundTrip)}`,
    deadline !== undefined && `${deadline} ${duration(delay ?? 0)}`,
    isOfConnection && link !== undefined && link > 0 && `link ${link}`,
    isOfConnection && attempt !== undefined && attempt > 0 && `attempt ${attempt}`,
    bufferedAmount !== undefined && bufferedAmount > 0 && `${bytes(bufferedAmount)} waiting`,
  ];
  return details.filter((detail) => typeof detail === 'string' && detail !== '') as string[];
}
