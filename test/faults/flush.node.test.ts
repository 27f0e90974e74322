import { inject, test } from 'vitest';
import { ws } from '../../src/adapters/ws.ts';
import { flushCases } from './support/flush.ts';

const ground = { transport: () => ws(), control: inject('control') };

for (const { title, run } of flushCases)
  test(`over ws, ${title}`, { timeout: 30_000 }, () => run(ground, 'ws'));
