import { describe, inject, test } from 'vitest';
import { ws } from '../../src/adapters/ws.ts';
import { portCases, serverProcessCases } from './support/server-gone.ts';

const ground = { transport: () => ws(), control: inject('control') };

/** It has no signals that stop a process. */
const isWindows = process.platform === 'win32';

describe.concurrent('over ws', () => {
  for (const { title, run } of portCases) test(title, { timeout: 20_000 }, () => run(ground));
  for (const { title, run } of serverProcessCases) {
    test.skipIf(isWindows)(title, { timeout: 20_000 }, () => run(ground));
  }
});
