import { inject, test } from 'vitest';
import { ws } from '../../src/adapters/ws.ts';
import { commandCases } from './support/commands.ts';

const ground = { transport: () => ws(), control: inject('control') };

for (const { title, run } of commandCases) test(`over ws, ${title}`, () => run(ground));
