import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ExampleProcess, startExample } from './support/example-process.ts';
import { fitsPhone, gather, lists, messages, type People, reaches, SLACK, say } from './support/pages.ts';
import { dial } from './support/raw-client.ts';

/** The preset's times, in ms. */
const PING_INTERVAL = 4_000;
const LONGEST_WAIT = 6_000;

const number = async (page: Page, id: string) => Number(await page.locator(`#${id}`).textContent());

let example: ExampleProcess;
let people: People;
let ann: Page;
let ben: Page;

beforeAll(async () => {
  [example, people] = await Promise.all([startExample('json-echo'), gather()]);
  [ann, ben] = [await people.open(example.url), await people.open(example.url)];
  for (const page of [ann, ben]) await reaches(page, 'Connected', 30_000);
}, 60_000);

afterAll(async () => {
  await people?.close();
  await example?.interrupt();
});

describe('the JSON echo', { timeout: 60_000 }, () => {
  test('gives each of two pages back what it sent, and nothing of the other’s', async () => {
    await say(ann, 'from Ann');
    await say(ben, 'from Ben');
    await lists(ann, ['from Anncame back', 'from Ann']);
    await lists(ben, ['from Bencame back', 'from Ben']);
    expect(await messages(ann)).toHaveLength(2);
  });

  test('keeps a healthy link: it outlives two heart beats', async () => {
    await expect.poll(() => number(ann, 'beats'), { timeout: 3 * PING_INTERVAL + SLACK }).toBeGreaterThan(1);
    expect(await number(ann, 'links')).toBe(1);
  });

  test('does not mind that someone is gone before the answer', async () => {
    const hasty = await dial(example.port);
    hasty.say({ mode: 'MESSAGE', msg: { id: 1, text: 'never mind' } });
    hasty.end();
    await hasty.closed;
    await say(ben, 'still here?');
    await lists(ben, ['still here?came back', 'still here?']);
    expect([await number(ann, 'links'), await number(ben, 'links')]).toEqual([1, 1]);
  });

  test('fits a phone of 360 px, and its scripts have thrown nothing', async () => {
    expect(await fitsPhone(ann)).toBe(true);
    expect(people.errors).toEqual([]);
  });

  test('keeps what is written without a link until there is one', async () => {
    const { port } = example;
    await example.kill();
    await reaches(ann, 'Reconnecting');
    await say(ann, 'one');
    await say(ann, 'two');
    await lists(ann, ['onewaits for the link', 'twowaits for the link']);
    example = await startExample('json-echo', port);
    await reaches(ann, 'Connected', LONGEST_WAIT + SLACK);
    await lists(ann, ['onecame back', 'twocame back', 'one', 'two']);
  });
});
