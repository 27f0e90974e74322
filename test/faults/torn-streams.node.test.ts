import { describe, inject, test } from 'vitest';
import { ws } from '../../src/adapters/ws.ts';
import { tornCases } from './support/torn.ts';

const ground = { transport: () => ws(), control: inject('control') };

describe('over ws', () => {
  for (const { title, run } of tornCases) test(title, { timeout: 20_000 }, () => run(ground));
});
