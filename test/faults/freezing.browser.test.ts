import { describe, inject, test } from 'vitest';
import { browserTransport } from '../../src/adapters/browser.ts';
import { freezingCases } from './support/freezing.ts';

const ground = { transport: () => browserTransport(), control: inject('control') };

describe.concurrent('in a page', () => {
  for (const { title, run } of freezingCases) test(title, { timeout: 20_000 }, () => run(ground));
});
