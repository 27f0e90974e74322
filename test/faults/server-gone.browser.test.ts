import { describe, inject, test } from 'vitest';
import { browserTransport } from '../../src/adapters/browser.ts';
import { portCases, serverProcessCases } from './support/server-gone.ts';

const ground = { transport: () => browserTransport(), control: inject('control') };

/** It has no signals that stop a process. */
const isWindows = navigator.userAgent.includes('Windows');

describe.concurrent('in a page', () => {
  for (const { title, run } of portCases) test(title, { timeout: 20_000 }, () => run(ground));
  for (const { title, run } of serverProcessCases) {
    test.skipIf(isWindows)(title, { timeout: 20_000 }, () => run(ground));
  }
});
