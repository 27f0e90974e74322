import type { Dialect } from '../../src/ports/dialect.ts';
import type { Frame } from '../../src/ports/transport.ts';
import { world } from '../../test/support/world.ts';
import type { Trace, TracedEnd, TracedFrame } from './trace.ts';

/** A preset that stands in for an official client. */
export interface GoldenRow<In = unknown, Out = never> {
  /** The name of its trace. */
  readonly trace: string;
  /** The preset, as the official client was set in that part of its trace. */
  dialect(part: Part): Dialect<In, Out>;
  /** Whether a frame is what the preset sends by itself: its handshake, a beat or the answer to one. */
  isOwn(text: string): boolean;
  /** Whether a frame is a beat or the answer to one, either way. */
  isBeat(text: string): boolean;
  /** What the app sends, and what it is given, for a frame that is no beat. */
  messages(text: string): readonly unknown[];
  /** The server's frame as an answer to what this client said last. Default: as it was recorded. */
  answer?(recorded: string, last: string): string;
  /** A frame without what two clients may say differently. Default: the whole of it. */
  essence?(text: string): unknown;
  /** The silence after which the preset calls a link dead, in ms, by the protocol's own numbers. */
  readonly rule: number;
  /** How often a beat is due then, in ms. */
  readonly interval: number;
}

type Any = GoldenRow<unknown, unknown>;
type Part = 'data' | 'beats';

const LATENCY = 5;
/** No interval of beats is longer, in ms. */
const LONGEST = 150_000;

async function dial(row: Any, trace: Trace, part: Part) {
  const made = world<unknown, unknown>({
    url: `ws://server.test${trace.url}`,
    protocols: trace.protocols.slice(0, 1),
    dialect: row.dialect(part),
    latency: LATENCY,
  });
  await made.advance(2 * LATENCY);
  return made;
}

type Made = Awaited<ReturnType<typeof dial>>;

/** Walks a recorded conversation: the server says what it said; the client is this preset, and the app what the official client's was. */
async function walk(row: Any, made: Made, frames: readonly TracedFrame[]): Promise<void> {
  let heard = 0;
  for (const [from, text] of frames) {
    if (from === 'server') {
      const last = String(made.peer.received.at(-1) ?? '');
      made.peer.send(row.answer?.(text, last) ?? text);
      await made.advance(2 * LATENCY);
      continue;
    }
    if (!row.isOwn(text)) for (const message of row.messages(text)) made.connection.send(message);
    for (let waited = 0; made.peer.received.length <= heard && waited < LONGEST; waited += LATENCY) {
      await made.advance(LATENCY);
    }
    heard += 1;
  }
}

/** What a preset did where an official client was recorded. */
export interface Replay {
  readonly status: string;
  /** What it sent, and what the official client had sent. */
  readonly sent: readonly unknown[];
  readonly recorded: readonly unknown[];
  /** What its app was given, and what the server had said. */
  readonly given: readonly unknown[];
  readonly said: readonly unknown[];
}

/** Has a preset hold a recorded conversation. */
export async function replay(row: Any, trace: Trace, part: Part): Promise<Replay> {
  const made = await dial(row, trace, part);
  await walk(row, made, trace[part]);
  const essence = row.essence ?? ((text: string): unknown => text);
  const of = (from: string) => trace[part].filter(([other]) => other === from).map(([, text]) => text);
  const result = {
    status: made.connection.status,
    sent: made.peer.received.map((frame) => essence(String(frame))),
    recorded: of('client').map(essence),
    given: made.of('message'),
    said: of('server')
      .filter((text) => !row.isBeat(text))
      .flatMap(row.messages),
  };
  made.connection.close();
  return result;
}

/** What came of a link that beat on, as recorded, for `count` intervals, and then froze. */
export interface Life {
  readonly statuses: readonly string[];
  /** How many beats, or answers to beats, this side sent. */
  readonly beats: number;
  readonly code: string;
  /** From the last frame that counts as life to `lost`, in ms. */
  readonly silence: number;
}

/** Lets a link live on recorded beats in the protocol's own numbers, then freezes it. */
export async function live(row: Any, trace: Trace, count: number): Promise<Life> {
  const made = await dial(row, trace, 'beats');
  const opening = trace.beats.slice(
    0,
    trace.beats.findIndex(([, text]) => row.isBeat(text)),
  );
  await walk(row, made, opening);
  const serverBeat = trace.beats.find(([from, text]) => from === 'server' && row.isBeat(text))?.[1] ?? '';
  const clientBeat = trace.beats.find(([, text]) => row.isBeat(text))?.[0] === 'client';
  const { length } = made.peer.received;
  let heardAt = made.elapsed();
  const beat = (last: string): void => {
    made.peer.send(row.answer?.(serverBeat, last) ?? serverBeat);
    heardAt = made.elapsed() + LATENCY;
  };
  const answerBeats = (frame: Frame): void => {
    if (row.isBeat(String(frame))) beat(String(frame));
  };
  if (clientBeat) made.peer.onMessage(answerBeats);
  for (let n = 0; n < count; n += 1) {
    if (!clientBeat) beat('');
    await made.advance(row.interval);
  }
  await made.advance(2 * LATENCY);
  const { statuses } = made;
  const beats = made.peer.received.slice(length).filter((frame) => row.isBeat(String(frame))).length;
  const before = [...statuses];
  made.transport.freeze();
  let [lost] = made.of('lost');
  for (let waited = 0; !lost && waited < 2 * row.rule; waited += 1) {
    await made.advance(1);
    [lost] = made.of('lost');
  }
  const silence = made.elapsed() - heardAt;
  made.connection.close();
  return { statuses: before, beats, code: lost?.cause.code ?? 'none', silence };
}

/** What came of a link that ended as a recorded one did. */
export interface Aftermath {
  /** Whether the preset dials again. */
  readonly redials: boolean;
  /** How long it waits before, in ms. */
  readonly delay: number | undefined;
}

/** Ends a link in a recorded way. */
export async function end(
  row: Any,
  trace: Trace,
  { say, close, reason, cut }: TracedEnd,
): Promise<Aftermath> {
  const made = await dial(row, trace, 'data');
  await walk(row, made, trace.data.slice(0, lastOfOpening(row, trace)));
  if (say !== undefined) made.peer.send(say);
  if (close) made.peer.close(close, reason);
  if (cut) made.peer.reset();
  await made.advance(2 * LATENCY);
  const [retry] = made.of('retry');
  made.connection.close();
  return { redials: retry !== undefined, delay: retry?.delay };
}

/** How many frames of `data` open the conversation: those that `beats` begins with as well. */
function lastOfOpening(row: Any, { data, beats }: Trace): number {
  const opening = beats.findIndex(([, text]) => row.isBeat(text));
  return Math.min(opening, data.length);
}
