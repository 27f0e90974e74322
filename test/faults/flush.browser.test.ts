import { inject, test } from 'vitest';
import { browserTransport } from '../../src/adapters/browser.ts';
import { flushCases } from './support/flush.ts';

const ground = { transport: () => browserTransport(), control: inject('control') };

for (const { title, run } of flushCases) {
  test(`in a page, ${title}`, { timeout: 30_000 }, () => run(ground, 'Chromium'));
}
