import { inject, test } from 'vitest';
import { browserTransport } from '../../src/adapters/browser.ts';
import { earlyMessageCases } from './support/early-messages.ts';

const ground = { transport: () => browserTransport(), control: inject('control') };

for (const { title, run } of earlyMessageCases) test(`in a page, ${title}`, () => run(ground));
