import { afterEach, describe, inject, test } from 'vitest';
import { ws } from '../../src/adapters/ws.ts';
import { casesOn } from '../historical/cases/index.ts';
import { memoryGround } from '../historical/support/memory-ground.ts';
import { socketGround } from '../historical/support/socket-ground.ts';
import { dropIns } from './support/historical-client.ts';

const { make, checkLives } = dropIns();

const grounds = [
  // Without a network flag: no retries is a single link here, which ends in a tunnel too.
  { ...memoryGround(make), hasNetworkFlag: false },
  socketGround({ name: 'ws', seesHttpStatus: true, transport: () => ws(), control: inject('control'), make }),
];

afterEach(checkLives);

describe.each(grounds)('what other clients got wrong, with the drop-in on $name:', (ground) => {
  for (const { title, run } of casesOn(ground)) test(title, { timeout: 30_000 }, run);
});
