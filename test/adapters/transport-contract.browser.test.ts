import { describe, inject, test } from 'vitest';
import { browserTransport } from '../../src/adapters/browser.ts';
import { runTransportContract, type TransportHarness } from '../../src/testing/transport-contract.ts';
import { loopbackHarness } from './support/loopback-harness.ts';

const rows: Readonly<Record<string, () => TransportHarness>> = {
  browser: () => loopbackHarness(browserTransport(), inject('control'), { seesHttpStatus: false }),
};

describe.each(Object.entries(rows))('transport %s', (_, harness) => {
  runTransportContract(harness, { test });
});
