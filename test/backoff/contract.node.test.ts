import { describe, expect, it } from 'vitest';
import {
  causeAware,
  constant,
  decorrelated,
  exponential,
  linear,
  sequence,
} from '../../src/backoff/index.ts';
import { type BackoffHarness, runBackoffContract } from '../../src/testing/backoff-contract.ts';

const rows: Readonly<Record<string, BackoffHarness>> = {
  'causeAware()': { backoff: causeAware(), cap: 300_000, hasJitter: true },
  'constant(0)': { backoff: constant(0), cap: 0, hasJitter: false },
  'constant(5_000)': { backoff: constant(5_000), cap: 5_000, hasJitter: false },
  "constant(10_000, 'equal')": { backoff: constant(10_000, 'equal'), cap: 10_000, hasJitter: true },
  'sequence([0, 1_000, 5_000])': { backoff: sequence([0, 1_000, 5_000]), cap: 5_000, hasJitter: false },
  "sequence([1_000, 9_000], 'full')": {
    backoff: sequence([1_000, 9_000], 'full'),
    cap: 9_000,
    hasJitter: true,
  },
  'linear()': { backoff: linear(), cap: 30_000, hasJitter: true },
  "linear({ jitter: 'none' })": { backoff: linear({ jitter: 'none' }), cap: 30_000, hasJitter: false },
  'exponential()': { backoff: exponential(), cap: 30_000, hasJitter: true },
  'exponential({ base: 0 })': { backoff: exponential({ base: 0, cap: 0 }), cap: 0, hasJitter: false },
  "exponential({ jitter: 'equal' })": {
    backoff: exponential({ jitter: 'equal' }),
    cap: 30_000,
    hasJitter: true,
  },
  "exponential({ jitter: 'none' })": {
    backoff: exponential({ jitter: 'none' }),
    cap: 30_000,
    hasJitter: false,
  },
  'decorrelated()': { backoff: decorrelated(), cap: 30_000, hasJitter: true },
  'decorrelated({ base: 5, cap: 100 })': {
    backoff: decorrelated({ base: 5, cap: 100 }),
    cap: 100,
    hasJitter: true,
  },
};

describe.each(Object.entries(rows))('the backoff %s', (_name, harness) => {
  runBackoffContract(harness, { test: it });
});

describe('the backoff contract', () => {
  const broken: Readonly<Record<string, { harness: BackoffHarness; fault: RegExp }>> = {
    'is NaN': {
      harness: { backoff: () => Number.NaN, cap: 1, hasJitter: false },
      fault: /NaN for attempt 1/,
    },
    'goes over its cap': {
      harness: { backoff: ({ attempt }) => attempt, cap: 7, hasJitter: false },
      fault: /8 for attempt 8/,
    },
    'has a memory': {
      harness: { backoff: countingBackoff(), cap: 1e9, hasJitter: false },
      fault: /in the opposite order/,
    },
    'pins the delay at the cap': {
      harness: { backoff: ({ random }) => Math.min(10, 20 + random()), cap: 10, hasJitter: true },
      fault: /1 different delays at the cap/,
    },
    'turns chance around': {
      harness: { backoff: ({ random }) => 1 - random(), cap: 1, hasJitter: true },
      fault: /by rising chance/,
    },
  };

  it.each(Object.entries(broken))('finds a backoff that %s', async (_name, { harness, fault }) => {
    await expect(runBackoffContract(harness)).rejects.toThrow(fault);
  });
});

function countingBackoff() {
  let calls = 0;
  return () => calls++;
}
