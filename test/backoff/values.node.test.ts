import { describe, expect, it } from 'vitest';
import {
  type Backoff,
  constant,
  decorrelated,
  exponential,
  linear,
  sequence,
} from '../../src/backoff/index.ts';
import { LossError } from '../../src/errors.ts';

const cause = new LossError('ERR_HEARTWIRE_PONG_TIMEOUT', 'a loss');

/** The delays of the first retries in a row, each fed with the one before. */
function delays(backoff: Backoff, chance: number, count: number) {
  const row: number[] = [];
  for (let attempt = 1; attempt <= count; attempt++) {
    row.push(backoff({ attempt, previous: row.at(-1) ?? 0, cause, random: () => chance }));
  }
  return row;
}

describe('constant()', () => {
  it('waits the same time before every retry', () => {
    expect(delays(constant(5_000), 0.3, 3)).toEqual([5_000, 5_000, 5_000]);
  });

  it('asks for no chance where it spreads nothing', () => {
    const random = () => {
      throw new Error('no chance is needed');
    };
    expect(constant(5_000)({ attempt: 1, previous: 0, cause, random })).toBe(5_000);
  });

  it('spreads it over the upper half with equal jitter, over the whole with full jitter', () => {
    expect([0, 0.5, 1].map((chance) => delays(constant(10_000, 'equal'), chance, 1)[0])).toEqual([
      5_000, 7_500, 10_000,
    ]);
    expect([0, 0.5, 1].map((chance) => delays(constant(10_000, 'full'), chance, 1)[0])).toEqual([
      0, 5_000, 10_000,
    ]);
  });
});

describe('sequence()', () => {
  it('waits the listed times in order, and the last of them from then on', () => {
    expect(delays(sequence([0, 1_000, 5_000]), 0.3, 5)).toEqual([0, 1_000, 5_000, 5_000, 5_000]);
  });

  it('spreads them by its jitter', () => {
    expect(delays(sequence([100, 1_000], 'full'), 0.25, 3)).toEqual([25, 250, 250]);
  });

  it('keeps the list as it was given', () => {
    const list = [1, 2];
    const backoff = sequence(list);
    list[0] = 99;
    expect(delays(backoff, 0, 2)).toEqual([1, 2]);
  });
});

describe('linear()', () => {
  it('adds its step before each further retry, up to the cap', () => {
    const backoff = linear({ base: 1_000, step: 2_000, cap: 6_000, jitter: 'none' });
    expect(delays(backoff, 0.3, 5)).toEqual([1_000, 3_000, 5_000, 6_000, 6_000]);
  });

  it('adds its base where no step is given', () => {
    expect(delays(linear({ base: 700, jitter: 'none' }), 0.3, 3)).toEqual([700, 1_400, 2_100]);
  });

  it('goes from 1 s to 30 s with full jitter by default', () => {
    expect(delays(linear(), 1, 3)).toEqual([1_000, 2_000, 3_000]);
    expect(delays(linear(), 0.5, 40).at(-1)).toBe(15_000);
  });
});

describe('exponential()', () => {
  it('multiplies by its factor before each further retry, up to the cap', () => {
    const backoff = exponential({ base: 100, factor: 3, cap: 2_000, jitter: 'none' });
    expect(delays(backoff, 0.3, 5)).toEqual([100, 300, 900, 2_000, 2_000]);
  });

  it('goes from 1 s to 30 s by doubling with full jitter by default', () => {
    expect(delays(exponential(), 1, 7)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    expect(delays(exponential(), 0.5, 2)).toEqual([500, 1_000]);
  });

  it('takes a base over the default cap for the cap', () => {
    expect(delays(exponential({ base: 60_000, jitter: 'none' }), 0, 3)).toEqual([60_000, 60_000, 60_000]);
  });
});

describe('decorrelated()', () => {
  it('draws from its base to three times the last delay', () => {
    const backoff = decorrelated({ base: 1_000, cap: 30_000 });
    expect(delays(backoff, 0, 3)).toEqual([1_000, 1_000, 1_000]);
    expect(delays(backoff, 0.5, 3)).toEqual([2_000, 3_500, 5_750]);
  });

  it('caps the window and not the draw, so that the delay stays spread at the cap', () => {
    const at = (chance: number) =>
      decorrelated()({ attempt: 50, previous: 30_000, cause, random: () => chance });
    expect([0, 0.5, 1].map(at)).toEqual([1_000, 15_500, 30_000]);
  });
});
