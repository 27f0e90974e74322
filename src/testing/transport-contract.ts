import { closingCases } from './transport-contract/closing.ts';
import { controlFrameCases } from './transport-contract/control-frames.ts';
import { dataCases } from './transport-contract/data.ts';
import { dialingCases } from './transport-contract/dialing.ts';
import { discardingCases } from './transport-contract/discarding.ts';
import type { TransportCase } from './transport-contract/harness.ts';

export type { Counterpart, TransportCase, TransportHarness } from './transport-contract/harness.ts';

/**
 * What every transport promises, case by case, for any test runner: each case that applies runs on a harness of its own.
 * @example
 * for (const { title, appliesTo, run } of transportContract) {
 *   if (appliesTo(harness())) test(title, () => run(harness()));
 * }
 */
export const transportContract: readonly TransportCase[] = [
  ...dialingCases,
  ...dataCases,
  ...closingCases,
  ...discardingCases,
  ...controlFrameCases,
];
