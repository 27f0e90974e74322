import { describe, inject, test } from 'vitest';
import { ws } from '../../src/adapters/ws.ts';
import { runTransportContract, type TransportHarness } from '../../src/testing/transport-contract.ts';
import { scriptedHarness } from './scripted-harness.ts';
import { loopbackHarness } from './support/loopback-harness.ts';
import { memoryHarness } from './support/memory-harness.ts';

const rows: Readonly<Record<string, () => TransportHarness>> = {
  'memory, as in Node': () => memoryHarness({ controlFrames: true, latency: 0 }),
  'memory, as in browsers, 20 ms away': () => memoryHarness({ controlFrames: false, latency: 20 }),
  'scripted, as in Node': () => scriptedHarness({ controlFrames: true }),
  'scripted, as in browsers': () => scriptedHarness({ controlFrames: false }),
  ws: () => loopbackHarness(ws(), inject('control'), { seesHttpStatus: true }),
  'ws with headers that take their time': () =>
    loopbackHarness(ws({ headers: async () => ({ 'x-token': 'fresh' }) }), inject('control'), {
      seesHttpStatus: true,
    }),
};

describe.each(Object.entries(rows))('transport %s', (_, harness) => {
  runTransportContract(harness, { test });
});
