import { describe, expect, inject, test } from 'vitest';
import { ws } from '../../src/adapters/ws.ts';
import { closeCodes } from '../../src/close-codes.ts';
import { classes, closeFrameCases } from './support/close-frames.ts';

const ground = { transport: () => ws(), control: inject('control') };

describe('over ws', () => {
  for (const { title, run } of closeFrameCases) test(title, { timeout: 20_000 }, () => run(ground));
});

test('there is a close frame with every named code that may be sent', () => {
  const sent = closeCodes.filter(({ sender }) => sender !== 'nobody').map(({ code }) => code);
  expect(sent.filter((code) => !classes.has(code))).toEqual([]);
});
