import type { DialectHarness } from '../../../src/testing/dialect-contract.ts';
import { harnesses } from '../harnesses.ts';
import { pomeloHarnesses } from '../pomelo/harnesses.ts';

/** Every dialect there is. */
export const targets: Readonly<Record<string, DialectHarness>> = { ...harnesses, ...pomeloHarnesses };
