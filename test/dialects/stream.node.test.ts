import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mqtt, nats } from '../../src/dialects/index.ts';
import { type Bytes, unitsOf } from '../../src/dialects/stream.ts';
import type { Dialect } from '../../src/ports/dialect.ts';
import { bytes, utf8 } from './broker-harnesses.ts';
import { signalsOf } from './signals.ts';

/** Units that say their size in their first byte. */
const sized = (unit: Bytes) => unit[0];

const collected = (frames: readonly Bytes[]) => {
  const units = unitsOf(sized);
  const found: Bytes[] = [];
  for (const frame of frames) units(frame, (unit) => found.push(unit));
  return found.map((unit) => [...unit]);
};

const cut = (whole: Bytes, ends: readonly number[]): Bytes[] => {
  const places = [0, ...ends.map((end) => end % (whole.length + 1)).sort((a, b) => a - b), whole.length];
  return places.slice(1).map((end, index) => whole.slice(places[index], end));
};

describe('unitsOf()', () => {
  it('gives the same units wherever the stream is cut', () => {
    const unit = fc.uint8Array({ minLength: 0, maxLength: 30 }).map((rest) => [rest.length + 1, ...rest]);
    fc.assert(
      fc.property(fc.array(unit), fc.array(fc.nat()), (units, ends) => {
        expect(collected(cut(Uint8Array.from(units.flat()), ends))).toEqual(units);
      }),
      { numRuns: 1_000 },
    );
  });

  it('takes a large unit in small frames without copying it each time', () => {
    const size = 1_000_000;
    const units = unitsOf((unit) => (unit.length > 0 ? size : undefined));
    const byte = Uint8Array.of(7);
    let found = 0;
    const start = performance.now();
    for (let count = 0; count < size; count++) {
      units(byte, (unit) => {
        found = unit.length;
      });
    }
    expect(found).toBe(size);
    // A copy a frame would move 500 GB.
    expect(performance.now() - start).toBeLessThan(10_000);
  });

  it('takes the buffers of another realm for what they are', () => {
    const packet = runInNewContext('Uint8Array.of(0xd0, 0).buffer') as ArrayBuffer;
    expect(packet).not.toBeInstanceOf(ArrayBuffer);
    expect(signalsOf(mqtt().session('client'), packet)).toEqual([['pong']]);
    expect(mqtt().write(packet)).toBe(packet);
  });

  it('sets no memory aside for a length that is only announced', () => {
    const before = process.memoryUsage().arrayBuffers;
    const sessions = Array.from({ length: 100 }, () => mqtt().session('client'));
    for (const session of sessions) signalsOf(session, bytes(0x30, 0xff, 0xff, 0xff, 0x7f, 1, 2, 3));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1_000_000);
  });
});

describe.each<readonly [string, Dialect<unknown, never>, ArrayBuffer]>([
  ['mqtt()', mqtt(), bytes(0x20, 2, 0, 0, 0x30, 5, 0, 1, 97, 104, 105, 0xd0, 0, 0x90, 3, 0, 1, 0)],
  [
    'nats()',
    nats(),
    utf8('INFO {}\r\nPONG\r\nMSG a 1 5\r\nhello\r\nPING\r\nHMSG a 1 12 12\r\nNATS/1.0\r\n\r\n\r\n'),
  ],
])('%s', (_name, dialect, stream) => {
  it('reads the same out of a stream wherever frames end', () => {
    const whole = signalsOf(dialect.session('client'), stream);
    expect(whole.length).toBeGreaterThan(4);
    fc.assert(
      fc.property(fc.array(fc.nat()), (ends) => {
        const session = dialect.session('client');
        const frames = cut(new Uint8Array(stream), ends);
        expect(frames.flatMap((frame) => signalsOf(session, frame.buffer))).toEqual(whole);
      }),
      { numRuns: 300 },
    );
  });
});
