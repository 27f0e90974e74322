import { describe, it } from 'vitest';
import { runDialectContract } from '../../../src/testing/dialect-contract.ts';
import { pomeloHarnesses } from './harnesses.ts';

describe.each(Object.entries(pomeloHarnesses))('the dialect %s', (_name, harness) => {
  runDialectContract(harness, { test: it });
});
