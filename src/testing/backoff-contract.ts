import { type LossCode, LossError } from '../errors.ts';
import type { Backoff, BackoffInput } from '../ports/backoff.ts';
import type { Loss } from '../ports/loss.ts';
import { type ContractCase, ensure, ensureSame, shown } from './contract.ts';
import { type ContractRunner, contractRunner } from './run-contract.ts';

/** A backoff and what it says of itself. Times in ms. */
export interface BackoffHarness {
  readonly backoff: Backoff;
  /** The longest delay that it gives. */
  readonly cap: number;
  /** Whether it spreads delays; without jitter it gives the same delay whatever the chance. */
  readonly hasJitter: boolean;
}

const codes: readonly LossCode[] = [
  'ERR_HEARTWIRE_CONNECT_TIMEOUT',
  'ERR_HEARTWIRE_PROVIDER_FAILED',
  'ERR_HEARTWIRE_DIAL_FAILED',
  'ERR_HEARTWIRE_UPGRADE_REFUSED',
  'ERR_HEARTWIRE_PONG_TIMEOUT',
  'ERR_HEARTWIRE_BAD_FRAME',
  'ERR_HEARTWIRE_REFUSED',
  'ERR_HEARTWIRE_KICKED',
  'ERR_HEARTWIRE_SUPERSEDED',
];
const closeCodes = [1000, 1001, 1005, 1006, 1011, 1012, 1013, 3000, 4000, 4401, 4999];
const causes: readonly Loss[] = [
  ...codes.map((code) => new LossError(code, 'a loss')),
  ...closeCodes.map((closeCode) => new LossError('ERR_HEARTWIRE_SOCKET_CLOSED', 'a loss', { closeCode })),
];
const attempts = [1, 2, 3, 6, 7, 8, 20, 100, 2_000, 1_000_000, Number.MAX_SAFE_INTEGER];
const previousDelays = [0, 1, 500, 30_000, 3_600_000, 2_147_483_647];
/** Uniform in [0, 1): both ends and the middle. */
const chances = [0, 2 ** -53, 0.5, 1 - 2 ** -53];

function* inputs(): Generator<BackoffInput> {
  for (const cause of causes) {
    for (const attempt of attempts) {
      for (const previous of previousDelays) {
        for (const chance of chances) yield input(attempt, previous, cause, chance);
      }
    }
  }
}

const input = (attempt: number, previous: number, cause: Loss, chance: number): BackoffInput =>
  Object.freeze({ attempt, previous, cause, random: () => chance });

const told = ({ attempt, previous, cause, random }: BackoffInput) =>
  `attempt ${attempt}, previous ${previous}, cause ${[cause.code, cause.closeCode].join(' ').trim()}, chance ${random()}`;

/** What every backoff promises, whatever it is made of. */
export const backoffContract: readonly ContractCase<BackoffHarness>[] = [
  {
    title: 'gives a finite delay from 0 to its cap for every attempt, previous delay, cause and chance',
    run({ backoff, cap }) {
      for (const each of inputs()) {
        const delay = backoff(each);
        ensure(Number.isFinite(delay) && delay >= 0 && delay <= cap, `${shown(delay)} for ${told(each)}`);
      }
    },
  },
  {
    title: 'is pure: equal inputs give equal delays, whatever was asked before',
    run({ backoff }) {
      const all = [...inputs()];
      const delays = all.map((each) => backoff(each));
      const backwards = [...all].reverse().map((each) => backoff(each));
      ensureSame('the delays, asked for in the opposite order', backwards.reverse(), delays);
    },
  },
  {
    title: 'takes chance from its input alone, and spreads the delay at the cap just where it has jitter',
    run({ backoff, cap, hasJitter }) {
      for (const cause of causes) {
        for (const previous of [cap, 3_600_000]) {
          const delays = new Set(chances.map((chance) => backoff(input(1_000, previous, cause, chance))));
          ensure(
            delays.size > 1 === hasJitter,
            `${delays.size} different delays at the cap after ${cause.code}`,
          );
        }
      }
    },
  },
  {
    title: 'does not wait less for a larger draw',
    run({ backoff }) {
      for (const attempt of attempts) {
        for (const cause of causes) {
          const delays = chances.map((chance) => backoff(input(attempt, 1_000, cause, chance)));
          ensureSame(
            `the delays of attempt ${attempt}, by rising chance`,
            delays,
            [...delays].sort((a, b) => a - b),
          );
        }
      }
    },
  },
];

/**
 * Checks a backoff against every promise of its port: `await runBackoffContract(harness)`, or
 * `runBackoffContract(harness, { test })` to register each as a test. Rejects with an `AggregateError` that names each broken
 * promise.
 */
export const runBackoffContract: ContractRunner<BackoffHarness> = contractRunner('backoff', backoffContract);
