import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ExampleProcess, startExample } from './support/example-process.ts';
import {
  exhaust,
  fitsPhone,
  gather,
  lists,
  messages,
  type People,
  reaches,
  SLACK,
  say,
} from './support/pages.ts';
import { upgradeStatus } from './support/raw-client.ts';

/** The preset's longest wait before a retry, in ms. */
const LONGEST_WAIT = 10_000;

let example: ExampleProcess;
let people: People;
let ann: Page;
let ben: Page;

beforeAll(async () => {
  [example, people] = await Promise.all([startExample('text-echo'), gather()]);
  ann = await people.open(example.url);
  ben = await people.open(example.url, { hasClock: true });
  for (const page of [ann, ben]) await reaches(page, 'Connected', 30_000);
}, 60_000);

afterAll(async () => {
  await people?.close();
  await example?.interrupt();
});

describe('the text echo', { timeout: 60_000 }, () => {
  test('gives each of two pages back what it sent, and nothing of the other’s', async () => {
    await say(ann, 'from Ann');
    await say(ben, 'from Ben');
    await lists(ann, ['from Anncame back', 'from Ann']);
    await lists(ben, ['from Bencame back', 'from Ben']);
    expect(await messages(ann)).toHaveLength(2);
  });

  test('answers a heart_beat that a person sends', async () => {
    await ann.getByRole('button', { name: 'Send heart_beat now' }).click();
    await expect.poll(async () => (await messages(ann)).at(-1)).toMatch(/^heart_beat → ok in (<|\d)/);
  });

  test('sends no word of the heartbeat as a message', async () => {
    await say(ann, 'heart_beat');
    await lists(ann, ['heart_beatnot sent: a word of the heartbeat']);
  });

  test('serves pages of its own on /ws alone, and leaves nobody waiting', async () => {
    const { port } = example;
    const own = `http://127.0.0.1:${port}`;
    expect([
      await upgradeStatus(port, '/ws', own),
      await upgradeStatus(port, '/ws', 'http://elsewhere.example'),
      await upgradeStatus(port, '/ws'),
      await upgradeStatus(port, '/other', own),
    ]).toEqual([101, 403, 403, 404]);
  });

  test('fits a phone of 360 px, and its scripts have thrown nothing', async () => {
    expect(await fitsPhone(ann)).toBe(true);
    expect(people.errors).toEqual([]);
  });

  test('gives up after five attempts, and says so; what was written meanwhile comes back after a retry', async () => {
    const { port } = example;
    await example.kill();
    for (const page of [ann, ben]) await reaches(page, 'Reconnecting');
    await say(ann, 'are you there?');
    await lists(ann, ['are you there?waits for the link']);

    expect(await exhaust(ben)).toBe(5);
    expect(await ben.getByRole('alert').isVisible()).toBe(true);

    example = await startExample('text-echo', port);
    await reaches(ann, 'Connected', LONGEST_WAIT + SLACK);
    await lists(ann, ['are you there?came back', 'are you there?']);
    await ben.getByRole('button', { name: 'Reconnect' }).click();
    await reaches(ben, 'Connected');
    expect(await ben.getByRole('alert').isVisible()).toBe(false);
  });
});
