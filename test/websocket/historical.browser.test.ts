import { afterEach, describe, inject, test } from 'vitest';
import { browserTransport } from '../../src/adapters/browser.ts';
import { casesOn } from '../historical/cases/index.ts';
import { socketGround } from '../historical/support/socket-ground.ts';
import { dropIns } from './support/historical-client.ts';

const { make, checkLives } = dropIns();

const ground = socketGround({
  name: "a page's WebSocket",
  seesHttpStatus: false,
  transport: () => browserTransport(),
  control: inject('control'),
  make,
});

afterEach(checkLives);

describe(`what other clients got wrong, with the drop-in on ${ground.name}:`, () => {
  for (const { title, run } of casesOn(ground)) test(title, { timeout: 30_000 }, run);
});
