import { describe, expect, it } from 'vitest';
import { planned, sameForAll } from '../../bench/storm/announce.ts';
import { boundOf, figuresOf } from '../../bench/storm/figures.ts';
import { fullJitter, heartwire } from '../../bench/storm/policies/heartwire.ts';
import type { Policy } from '../../bench/storm/policy.ts';
import { blip, million, REFUSAL_COSTS, scaled } from '../../bench/storm/scenarios.ts';
import { type Scenario, storm } from '../../bench/storm/storm.ts';

const figures = (policy: Policy, scenario: Scenario) => figuresOf(storm(policy, scenario));

/** The million at a fiftieth; at a fifth where a peak is counted, which chance would blur in a smaller fleet. */
const small = scaled(20_000);
const large = scaled(200_000);
const bound = boundOf(million);

const every = (delays: readonly number[]): Policy => ({
  name: 'a list',
  source: 'this test',
  delays: '',
  fleet: () => (attempt) => delays[attempt - 1],
});

describe('the storm', () => {
  it('has a bound of 199 s: in its 199th second a server that lets in 5,000 a second has 99 % of a million', () => {
    expect(bound).toBe(199);
    expect(boundOf(small)).toBe(bound);
  });

  it('lets in at the accept rate, and no faster than its queue allows', () => {
    const tiny: Scenario = {
      ...million,
      clients: 100,
      acceptRate: 20,
      down: 1_000,
      refusalCost: 0,
      horizon: 60_000,
    };
    const lumps = storm(every([2_000, 1_000, 1_000]), tiny);
    expect(lumps.arrivals[20]).toBe(100);
    // Half a second of work waits in the queue, and one second's makes room for as many as it held.
    expect([20, 30, 40].map((bin) => lumps.accepted[bin])).toEqual([10, 10, 10]);
    expect(figuresOf(lumps)).toEqual({
      peak100ms: 1,
      peakSecond: 1,
      attemptsPerClient: 2.7,
      half: undefined,
      most: undefined,
      all: undefined,
      gaveUp: 0.7,
      back: 0.3,
    });
  });

  it('makes the server pay for those that it refuses, and not while it is away', () => {
    const tiny: Scenario = {
      ...million,
      clients: 100,
      acceptRate: 20,
      down: 1_500,
      refusalCost: 0.1,
      horizon: 9_000,
    };
    const { accepted } = storm(every([1_000, 1_000, 500, 1_000]), tiny);
    // 90 refusals cost 9 accepts, and half a second earns 10: one more than nothing. Then 99 refusals less 20 a second.
    expect([10, 20, 25, 35].map((bin) => accepted[bin])).toEqual([0, 10, 1, 10]);
  });

  it('is the same for the same seed, and another for another', () => {
    const { arrivals } = storm(heartwire, small);
    expect(storm(heartwire, small).arrivals).toEqual(arrivals);
    expect(storm(heartwire, { ...small, seed: 1 }).arrivals).not.toEqual(arrivals);
  });

  it('gives Math.random back', () => {
    const { random } = Math;
    storm(heartwire, { ...small, horizon: 1_000 });
    expect(Math.random).toBe(random);
  });
});

describe('the default backoff in the storm', () => {
  it('never sends more than 3 % of the fleet in 100 ms', () => {
    expect(figures(heartwire, { ...large, horizon: 60_000 }).peak100ms).toBeLessThan(0.03);
  });

  it.each(REFUSAL_COSTS)('brings everybody back where a refusal costs %d of an accept', (refusalCost) => {
    const { back, gaveUp, all } = figures(heartwire, { ...small, refusalCost });
    expect({ back, gaveUp }).toEqual({ back: 1, gaveUp: 0 });
    expect(all).toBeLessThan(4 * bound);
  });

  it('has 99 % back within 2.1 × the bound without a word from the server', () => {
    expect(figures(heartwire, small).most).toBeLessThan(2.1 * bound);
  });

  it('has 99 % back within 1.2 × the bound where the server says when to come', () => {
    const { most, back } = figures(heartwire, { ...large, announcer: planned });
    expect(most).toBeLessThan(1.2 * bound);
    expect(back).toBe(1);
  });

  it('is helped by a server that says the same to everybody', () => {
    const silent = figures(heartwire, small).most ?? Number.NaN;
    expect(figures(heartwire, { ...small, announcer: sameForAll }).most).toBeLessThan(silent);
  });

  it('has half of the clients back within 3 s of a blip, and all within 10 s', () => {
    const { half, all } = figures(heartwire, blip);
    expect(half).toBeLessThan(3);
    expect(all).toBeLessThan(10);
  });
});

describe('a cap of 60 s', () => {
  it('keeps a server down for ever to which a refusal costs 0.2 of an accept', () => {
    const { back } = figures(fullJitter(60_000), small);
    expect(back).toBeLessThan(0.01);
  });

  it('does no such harm where refusals are free', () => {
    expect(figures(fullJitter(60_000), { ...small, refusalCost: 0 }).back).toBe(1);
  });
});
