import { describe, inject, test } from 'vitest';
import { browserTransport } from '../../src/adapters/browser.ts';
import { closeFrameCases } from './support/close-frames.ts';

const ground = { transport: () => browserTransport(), control: inject('control') };

describe('in a page', () => {
  for (const { title, run } of closeFrameCases) test(title, { timeout: 20_000 }, () => run(ground));
});
