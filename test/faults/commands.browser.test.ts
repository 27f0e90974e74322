import { inject, test } from 'vitest';
import { browserTransport } from '../../src/adapters/browser.ts';
import { commandCases } from './support/commands.ts';

const ground = { transport: () => browserTransport(), control: inject('control') };

for (const { title, run } of commandCases) test(`in a page, ${title}`, () => run(ground));
