import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  causeAware,
  constant,
  decorrelated,
  exponential,
  linear,
  sequence,
} from '../../src/backoff/index.ts';
import { LossError } from '../../src/errors.ts';
import type { Backoff, BackoffInput } from '../../src/ports/backoff.ts';

const time = fc.double({ min: 0, max: 2_147_483_647, noNaN: true });
const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const jitter = fc.constantFrom('full', 'equal', 'none');
const baseAndCap = fc.tuple(time, time).map(([a, b]) => ({ base: Math.min(a, b), cap: Math.max(a, b) }));

/** A backoff of any shape, with the longest delay that it may give. */
const shaped: fc.Arbitrary<readonly [backoff: Backoff, cap: number]> = fc.oneof(
  fc.constant([causeAware(), 300_000] as const),
  fc.tuple(time, jitter).map(([delay, how]) => [constant(delay, how), delay] as const),
  fc
    .tuple(fc.array(time, { minLength: 1, maxLength: 9 }), jitter)
    .map(([list, how]) => [sequence(list, how), Math.max(...list)] as const),
  fc
    .tuple(baseAndCap, time, jitter)
    .map(([bounds, step, how]) => [linear({ ...bounds, step, jitter: how }), bounds.cap] as const),
  fc
    .tuple(baseAndCap, fc.double({ min: 1, max: 1e300, noNaN: true }), jitter)
    .map(([bounds, factor, how]) => [exponential({ ...bounds, factor, jitter: how }), bounds.cap] as const),
  baseAndCap.map((bounds) => [decorrelated(bounds), bounds.cap] as const),
);

const input = fc.record<Omit<BackoffInput, 'random'>>({
  attempt: fc.oneof(
    fc.integer({ min: 1, max: 20 }),
    fc.maxSafeNat().map((n) => n + 1),
  ),
  previous: time,
  cause: fc.oneof(
    fc
      .constantFrom('ERR_HEARTWIRE_PONG_TIMEOUT', 'ERR_HEARTWIRE_DIAL_FAILED', 'ERR_HEARTWIRE_REFUSED')
      .map((code) => new LossError(code, '')),
    fc
      .integer({ min: 1000, max: 4999 })
      .map((closeCode) => new LossError('ERR_HEARTWIRE_SOCKET_CLOSED', '', { closeCode })),
  ),
});

describe('every backoff of any options', () => {
  it('gives a finite delay, never negative and never over the cap', () => {
    fc.assert(
      fc.property(shaped, input, chance, ([backoff, cap], given, draw) => {
        const delay = backoff({ ...given, random: () => draw });
        expect(Number.isFinite(delay)).toBe(true);
        expect(delay).toBeGreaterThanOrEqual(0);
        expect(delay).toBeLessThanOrEqual(cap);
      }),
      { numRuns: 2_000 },
    );
  });

  it('gives the same delay for the same input and chance', () => {
    fc.assert(
      fc.property(shaped, input, chance, ([backoff], given, draw) => {
        const ask = () => backoff({ ...given, random: () => draw });
        expect(ask()).toBe(ask());
      }),
    );
  });
});

const wideBounds = fc
  .tuple(fc.integer({ min: 1, max: 1_000 }), fc.integer({ min: 2_000, max: 2_147_483_647 }))
  .map(([base, cap]) => ({ base, cap }));
const spreadAtTheCap: Readonly<
  Record<string, (bounds: { base: number; cap: number }) => readonly [Backoff, width: number]>
> = {
  'linear with full jitter': ({ base, cap }) => [linear({ base, step: cap, cap }), cap],
  'linear with equal jitter': ({ base, cap }) => [linear({ base, step: cap, cap, jitter: 'equal' }), cap / 2],
  'exponential with full jitter': ({ base, cap }) => [exponential({ base, cap }), cap],
  'exponential with equal jitter': ({ base, cap }) => [exponential({ base, cap, jitter: 'equal' }), cap / 2],
  decorrelated: ({ base, cap }) => [decorrelated({ base, cap }), cap - base],
};

describe('jitter at the cap', () => {
  it.each(Object.entries(spreadAtTheCap))('stays as wide as it can be: %s', (_name, build) => {
    fc.assert(
      fc.property(wideBounds, ({ base, cap }) => {
        const [backoff, width] = build({ base, cap });
        const cause = new LossError('ERR_HEARTWIRE_DIAL_FAILED', '');
        const at = (draw: number) => backoff({ attempt: 500, previous: cap, cause, random: () => draw });
        expect(at(1) - at(0)).toBeCloseTo(width, 3);
        expect(at(1)).toBeCloseTo(cap, 3);
      }),
    );
  });

  it('keeps the retries of 10,000 clients of a down server spread over the whole window', () => {
    const backoff = causeAware();
    const cause = new LossError('ERR_HEARTWIRE_DIAL_FAILED', '');
    const tenths = new Array<number>(10).fill(0);
    for (let client = 0; client < 10_000; client++) {
      const random = () => (client * 0.618_033_988_749_895) % 1;
      const delay = backoff({ attempt: 30, previous: 300_000, cause, random });
      const tenth = Math.floor((delay - 100_000) / 20_000);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    expect(Math.min(...tenths)).toBeGreaterThan(950);
    expect(Math.max(...tenths)).toBeLessThan(1_050);
  });
});
