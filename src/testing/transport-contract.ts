import { type ContractRunner, contractRunner } from './run-contract.ts';
import { closingCases } from './transport-contract/closing.ts';
import { controlFrameCases } from './transport-contract/control-frames.ts';
import { dataCases } from './transport-contract/data.ts';
import { dialingCases } from './transport-contract/dialing.ts';
import { discardingCases } from './transport-contract/discarding.ts';
import type { TransportCase, TransportHarness } from './transport-contract/harness.ts';

export type {
  Counterpart,
  ScriptCommand,
  TransportCase,
  TransportHarness,
} from './transport-contract/harness.ts';

/** What every transport promises, case by case: each that applies is to run on a harness of its own. */
export const transportContract: readonly TransportCase[] = [
  ...dialingCases,
  ...dataCases,
  ...closingCases,
  ...discardingCases,
  ...controlFrameCases,
];

/**
 * Checks a transport against every promise of its port that applies: `await runTransportContract(() => harness)`, or
 * `runTransportContract(() => harness, { test })` to register each as a test. Give a function: each case wants a harness of
 * its own. Rejects with an `AggregateError` that names each broken promise.
 */
export const runTransportContract: ContractRunner<TransportHarness> = contractRunner(
  'transport',
  transportContract,
);
