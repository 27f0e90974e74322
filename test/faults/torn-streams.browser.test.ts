import { describe, inject, test } from 'vitest';
import { browserTransport } from '../../src/adapters/browser.ts';
import { tornCases } from './support/torn.ts';

const ground = { transport: () => browserTransport(), control: inject('control') };

// One after the other: Chromium does not dial a server while an answer of it is under way (RFC 6455 section 4.1).
describe('in a page', () => {
  for (const { title, run } of tornCases) test(title, { timeout: 20_000 }, () => run(ground));
});
