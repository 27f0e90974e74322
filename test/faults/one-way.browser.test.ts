import { describe, inject, test } from 'vitest';
import { browserTransport } from '../../src/adapters/browser.ts';
import { oneWayCases } from './support/one-way.ts';

const ground = { transport: () => browserTransport(), control: inject('control') };

describe.concurrent('in a page', () => {
  for (const { title, run } of oneWayCases) test(title, { timeout: 20_000 }, () => run(ground));
});
