import { getHeapStatistics } from 'node:v8';
import { mulberry32 } from '../../../src/adapters/virtual-environment/mulberry32.ts';
import type { DialectSession, DialectSignals } from '../../../src/ports/dialect.ts';
import type { Frame } from '../../../src/ports/transport.ts';
import type { DialectHarness } from '../../../src/testing/dialect-contract.ts';
import { below, drawFrames, oneOf } from './draw.ts';
import { attempt, type Samples, samplesOf } from './samples.ts';

/** Most that a frame may take, in ms, on a machine that does something else as well. */
const MOST_TIME = 2_000;
/** Most memory that reading may take: so much a byte that has come, which is what parsed JSON takes at worst, and what the engine takes by itself. */
const MEMORY_PER_BYTE = 256;
const MEMORY_OF_ITS_OWN = 4_194_304;
const DRAWS_A_CASE = 12;

export interface FuzzOptions {
  /** The case to begin with; each further one is the next number's. */
  readonly seed: number;
  /** Whole cases are run until so many frames have been read. */
  readonly frames: number;
  /** Called with the seed of each case before it is run. */
  readonly began?: (seed: number) => void;
}

export interface FuzzReport {
  readonly frames: number;
  readonly cases: number;
  /** Signals found, bad frames among them: a fuzzer that gets through to nothing proves nothing. */
  readonly found: Readonly<Record<string, number>>;
  /** The most memory that was taken in reading one frame, in bytes. */
  readonly memory: number;
}

/** Reads drawn frames until one breaks a promise; rejects with what broke, on which frame, and the command that replays it. */
export async function fuzz(
  name: string,
  harness: DialectHarness,
  { seed, frames, began }: FuzzOptions,
): Promise<FuzzReport> {
  const keys = Reflect.ownKeys(Object.prototype).length;
  const samples = await samplesOf(harness);
  const tally: Tally = { frames: 0, cases: 0, found: {}, memory: 0 };
  for (; tally.frames < frames; tally.cases++) {
    const own = seed + tally.cases;
    began?.(own);
    await runCase(harness, samples, own, tally, keys).catch((fault: unknown) => {
      throw new Error(`${name}: ${String(fault)}\n${replay(name, own)}`, { cause: fault });
    });
    // What reads later gets its turn.
    if (tally.cases % 64 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  return tally;
}

/** The command that runs one case again. */
export function replay(name: string, seed: number): string {
  return `replay: npm run fuzz -- --dialect '${name.replaceAll("'", "'\\''")}' --seed ${seed} --frames 1`;
}

type Role = 'client' | 'server';
type Tally = { frames: number; cases: number; found: Record<string, number>; memory: number };

/** One link, or a few: they hear a dozen draws. */
async function runCase(
  harness: DialectHarness,
  samples: Samples,
  seed: number,
  tally: Tally,
  keys: number,
): Promise<void> {
  const chance = mulberry32(seed);
  const role = oneOf(chance, harness.roles);
  let session = await opened(harness, role, chance);
  let heard = 0;
  for (let count = 1 + below(chance, DRAWS_A_CASE); count > 0; count--) {
    if (chance() < 0.1) session.ping?.();
    for (const frame of drawFrames(samples, chance)) {
      heard += sizeOf(frame);
      tally.frames += 1;
      const isBad = readOne(session, frame, heard, tally);
      // A bad frame ends a link. Some go on all the same: what has thrown once must not do worse then.
      if (isBad && chance() < 0.8) session = await opened(harness, role, chance);
    }
  }
  if (Reflect.ownKeys(Object.prototype).length !== keys) throw new Error('Object.prototype has a new key');
}

async function opened({ dialect }: DialectHarness, role: Role, chance: () => number) {
  const session = dialect.session(role);
  if (chance() < 0.5) await session.hello?.(attempt);
  return session;
}

/** Answers whether the frame was a bad one. */
function readOne(session: DialectSession<unknown>, frame: Frame, heard: number, tally: Tally): boolean {
  const found: string[] = [];
  const start = performance.now();
  const before = memory();
  let fault: string | undefined;
  try {
    const result: unknown = session.read(frame, signalsInto(found));
    if (result !== undefined) fault = 'read() returned something';
  } catch (error) {
    found.push('bad frame');
    if (!(error instanceof Error)) fault = `read() threw ${String(error)}, which is no Error`;
  }
  const taken = memory() - before;
  const time = performance.now() - start;
  tally.memory = Math.max(tally.memory, taken);
  for (const signal of found) tally.found[signal] = (tally.found[signal] ?? 0) + 1;
  if (taken > MEMORY_OF_ITS_OWN + MEMORY_PER_BYTE * heard) fault ??= `${taken} bytes taken for ${heard}`;
  if (time > MOST_TIME) fault ??= `${Math.round(time)} ms for a frame`;
  if (found.length > 2 + sizeOf(frame) + heard) fault ??= `${found.length} signals out of ${heard} bytes`;
  const odd = found.find((signal) => signal.startsWith('odd'));
  if (odd) fault ??= odd;
  if (fault) throw new Error(`${fault}, on ${shown(frame)}`);
  return found.includes('bad frame');
}

const verdicts: readonly unknown[] = ['retry', 'refresh', 'fatal', 'done'];
const isTime = (time: unknown): boolean => time === undefined || (typeof time === 'number' && time > 0);
const isWire = (data: unknown): boolean =>
  typeof data === 'string' || ArrayBuffer.isView(data) || data instanceof ArrayBuffer;

/** Notes the name of each signal, and what is odd about what it says. */
function signalsInto(found: string[]): DialectSignals<unknown> {
  const note = (name: string, isSound: boolean) => void found.push(isSound ? name : `odd ${name}`);
  return {
    data: () => note('data', true),
    ping: (reply) => note('ping', reply === undefined || isWire(reply)),
    pong: () => note('pong', true),
    reply: (data) => note('reply', isWire(data)),
    fail: (cause) => note('fail', cause instanceof Error),
    welcome: (times = {}) => note('welcome', isTime(times.pingInterval) && isTime(times.pongTimeout)),
    refuse: (verdict, reason, retryAfter) =>
      note(
        'refuse',
        verdicts.includes(verdict) && typeof reason === 'string' && !(Number(retryAfter ?? 0) < 0),
      ),
    kick: (reason, verdict = 'fatal') =>
      note('kick', verdicts.includes(verdict) && typeof reason === 'string'),
  };
}

/** On the heap and in buffers: what a frame has taken, unless the collector came in between. */
function memory(): number {
  const { used_heap_size: heap, external_memory: buffers } = getHeapStatistics();
  return heap + buffers;
}

const sizeOf = (frame: Frame): number =>
  typeof frame === 'string' ? frame.length : frame instanceof ArrayBuffer ? frame.byteLength : frame.size;

const shown = (frame: Frame): string =>
  typeof frame === 'string'
    ? JSON.stringify(frame.slice(0, 300))
    : frame instanceof ArrayBuffer
      ? `<${[...new Uint8Array(frame.slice(0, 100))].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')}>`
      : 'a Blob';
