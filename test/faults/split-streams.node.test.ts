import { describe, inject, test } from 'vitest';
import { ws } from '../../src/adapters/ws.ts';
import { splitCases } from './support/split-streams.ts';

const ground = { transport: () => ws(), control: inject('control') };

describe.concurrent('over ws', () => {
  for (const { title, run } of splitCases) test(title, { timeout: 20_000 }, () => run(ground));
});
