import { describe, inject, test } from 'vitest';
import { ws } from '../../src/adapters/ws.ts';
import { freezingCases } from './support/freezing.ts';

const ground = { transport: () => ws(), control: inject('control') };

describe.concurrent('over ws', () => {
  for (const { title, run } of freezingCases) test(title, { timeout: 20_000 }, () => run(ground));
});
