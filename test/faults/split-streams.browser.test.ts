import { describe, inject, test } from 'vitest';
import { browserTransport } from '../../src/adapters/browser.ts';
import { splitCases } from './support/split-streams.ts';

const ground = { transport: () => browserTransport(), control: inject('control') };

describe.concurrent('in a page', () => {
  for (const { title, run } of splitCases) test(title, { timeout: 20_000 }, () => run(ground));
});
