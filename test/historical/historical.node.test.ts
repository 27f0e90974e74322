import { describe, inject, test } from 'vitest';
import { ws } from '../../src/adapters/ws.ts';
import { casesOn } from './cases/index.ts';
import { memoryGround } from './support/memory-ground.ts';
import { socketGround } from './support/socket-ground.ts';

const grounds = [
  memoryGround(),
  socketGround({ name: 'ws', seesHttpStatus: true, transport: () => ws(), control: inject('control') }),
];

describe.each(grounds)('what other clients got wrong, on $name:', (ground) => {
  for (const { title, run } of casesOn(ground)) test(title, { timeout: 30_000 }, run);
});
