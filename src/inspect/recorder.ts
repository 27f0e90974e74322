import { Listeners } from '../listeners.ts';
import { be, having, shape, type } from '../rules.ts';
import { withoutHealthyBeats } from './healthy-beats.ts';
import { mermaidSequence } from './mermaid-sequence.ts';
import { Ring } from './ring.ts';
import type { TimelineEntry, TimelineRecord } from './timeline-record.ts';
import { type ConnectionSource, watchConnection } from './watch-connection.ts';
import { type SupervisorSource, watchSupervisor } from './watch-supervisor.ts';

/** Options of `createRecorder`. */
export interface RecorderOptions {
  /** Most records held; the oldest go first. A whole number from 1; default 1,000. */
  readonly limit?: number | undefined;
  /**
   * Whether a healthy heartbeat is recorded: three records a beat. Without them the ring reaches much further back; what a beat that
   * went wrong did is recorded all the same. Default true.
   */
  readonly beats?: boolean | undefined;
  /** Whether to record the reasons that peers give when they close, kick or refuse. They may hold secrets. Default false. */
  readonly reasons?: boolean | undefined;
}

/** Options of `Recorder.attach`. */
export interface AttachOptions {
  /** What its records are called; records of one name are one timeline. Default `connection-1`, `server-1`, counted. */
  readonly name?: string | undefined;
  /** Detaches when it aborts. */
  readonly signal?: AbortSignal | undefined;
}

/** Keeps what connections and servers did, bounded and without secrets. Made by `createRecorder`. */
export interface Recorder {
  /** A copy, oldest first. */
  readonly records: readonly TimelineRecord[];
  /**
   * Records a connection, or a supervisor, until the returned function is called or `signal` aborts. The first record says how it stands,
   * so that attaching in the tick in which a connection is made misses nothing. Costs a message nothing.
   */
  attach(source: ConnectionSource | SupervisorSource, options?: AttachOptions): () => void;
  /** Calls `listener` with each record, at once. A record with an id that was seen before takes that one's place. */
  subscribe(
    listener: (record: TimelineRecord) => void,
    options?: { readonly signal?: AbortSignal | undefined },
  ): () => void;
  /** Forgets the records; what is attached stays so, and ids go on. */
  clear(): void;
  /** The records: for `JSON.stringify(recorder)`. */
  toJSON(): readonly TimelineRecord[];
  /** The records as a Mermaid sequence diagram. */
  toMermaidSequence(): string;
}

const DEFAULT_LIMIT = 1_000;

const checkRecorder = shape({
  limit: be<number>(
    'a whole number from 1',
    (value) => Number.isSafeInteger(value) && Number(value) >= 1,
    DEFAULT_LIMIT,
  ),
  beats: type<boolean>('boolean', true),
  reasons: type<boolean>('boolean', false),
});

const checkAttach = shape({
  name: type<string | undefined>('string'),
  signal: having<AbortSignal>('addEventListener'),
});

const checkSource = having<ConnectionSource | SupervisorSource>('on');
const checkListener = type('function');

/**
 * Creates a recorder: a bounded ring of what connections and servers did, which holds no url, header, message or sentence of an error.
 *
 * @throws OptionError for a bad option
 */
export function createRecorder(options: RecorderOptions = {}): Recorder {
  const { limit, beats, reasons } = checkRecorder(options, '');
  const ring = new Ring(limit);
  const listeners = new Listeners<{ record: TimelineRecord }>();
  const counts = { connection: 0, server: 0 };

  const nameFor = (kind: 'connection' | 'server'): string => {
    counts[kind] += 1;
    return `${kind}-${counts[kind]}`;
  };

  /** Writes down what one source does. */
  const writer = (name: string): ((entry: TimelineEntry) => void) => {
    let last: TimelineRecord | undefined;
    const write = (entry: TimelineEntry): void => {
      const repeated = last && repeat(last, entry);
      last = repeated && ring.replace(repeated) ? repeated : ring.add(name, entry);
      listeners.emit('record', last);
    };
    return beats ? write : withoutHealthyBeats(write);
  };

  return {
    get records() {
      return ring.records;
    },
    attach(source, attachOptions = {}) {
      const { name, signal } = checkAttach(attachOptions, '');
      // null stands for undefined, which the rules take for a default.
      checkSource(source ?? null, 'source');
      const detach =
        'actor' in source
          ? watchConnection(source, writer(name ?? nameFor('connection')), reasons)
          : watchSupervisor(source, writer(name ?? nameFor('server')), reasons);
      return once(detach, signal);
    },
    subscribe(listener, { signal } = {}) {
      checkListener(listener ?? null, 'listener');
      return listeners.add('record', listener, signal);
    },
    clear: () => ring.clear(),
    toJSON: () => ring.records,
    toMermaidSequence: () => mermaidSequence(ring.records),
  };
}

/** The record that stands for one more of the same; an app that goes on sending into a full outbox must not empty the ring. */
function repeat(last: TimelineRecord, entry: TimelineEntry): TimelineRecord | undefined {
  const { kind, reason, httpStatus, time } = entry;
  const isSame = last.kind === kind && last.reason === reason && last.httpStatus === httpStatus;
  if ((kind !== 'drop' && kind !== 'refused') || !isSame) return undefined;
  return { ...last, ...entry, time: last.time, count: (last.count ?? 1) + 1, until: time };
}

/** Calls `act` when the returned function is called or `signal` aborts, whichever comes first. */
function once(act: () => void, signal: AbortSignal | undefined): () => void {
  let isDone = false;
  const off = (): void => {
    if (isDone) return;
    isDone = true;
    signal?.removeEventListener('abort', off);
    act();
  };
  signal?.addEventListener('abort', off);
  if (signal?.aborted) off();
  return off;
}
