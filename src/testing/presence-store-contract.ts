import type { PresenceStoreCase, PresenceStoreHarness } from './presence-store-contract/harness.ts';
import { leavingCases } from './presence-store-contract/leaving.ts';
import { messageCases } from './presence-store-contract/messages.ts';
import { recordCases } from './presence-store-contract/records.ts';
import { type ContractRunner, contractRunner } from './run-contract.ts';

export type {
  PresenceStoreCase,
  PresenceStoreHarness,
  PresenceStoreNode,
} from './presence-store-contract/harness.ts';

/**
 * What every presence store promises, case by case, for any test runner: each case that applies runs on a cluster of its own.
 * @example
 * for (const { title, appliesTo, run } of presenceStoreContract) {
 *   if (appliesTo(harness())) test(title, () => run(harness()));
 * }
 */
export const presenceStoreContract: readonly PresenceStoreCase[] = [
  ...recordCases,
  ...leavingCases,
  ...messageCases,
];

/** Runs the contract on a store: `runPresenceStoreContract(harness)`, or with `{ test }` a test for each case. */
export const runPresenceStoreContract: ContractRunner<PresenceStoreHarness> = contractRunner(
  'presence store',
  presenceStoreContract,
);
