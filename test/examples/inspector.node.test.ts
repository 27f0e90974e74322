import type { FrameLocator, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ExampleProcess, startScript } from './support/example-process.ts';
import { fitsPhone, gather, type People, reaches, SLACK } from './support/pages.ts';
import { upgradeStatus } from './support/raw-client.ts';

let example: ExampleProcess;
let people: People;
let page: Page;
const hosts = new Set<string>();

beforeAll(async () => {
  [example, people] = await Promise.all([
    startScript(['examples/inspector/start.js'], { PORT: '0' }),
    gather(),
  ]);
  page = await people.open(example.url);
  page.on('request', (request) => hosts.add(new URL(request.url()).host));
  await page.reload();
  await reaches(page, 'Connected', 30_000);
}, 60_000);

afterAll(async () => {
  await people?.close();
  await example?.interrupt();
});

const ofPage = () => page.frameLocator('iframe >> nth=0');
const ofServer = () => page.frameLocator('iframe >> nth=1');
const receivers = [
  ['page', ofPage, 'createBrowserReceiver()'],
  ['server process', ofServer, 'createWebSocketReceiver()'],
] as const;

const actorsIn = (frame: FrameLocator) => frame.locator('#actors strong').allTextContents();

/** Lines of one kind of what a receiver heard, each part of a line divided by a space. */
const linesIn = (frame: FrameLocator, kind: string) =>
  frame.locator(`#events .of-${kind}`).evaluateAll((items) =>
    items.map((item) =>
      [...item.children]
        .slice(1, 3)
        .map((part) => part.textContent)
        .join(' '),
    ),
  );

describe('the inspector example', { timeout: 60_000 }, () => {
  test.each(receivers)('shows the actors of the %s by their names', async (name, frame, source) => {
    await expect.poll(() => actorsIn(frame()), { timeout: SLACK }).toEqual([name, 'link']);
    expect(await frame().locator('#source').textContent()).toBe(source);
    const [connection = '', link = ''] = await linesIn(frame(), 'actor');
    const session = connection.replace(`${name} `, '');
    expect(session).toMatch(/^x:\d+$/);
    expect(link).toMatch(new RegExp(`^link x:\\d+, child of ${name}$`));
  });

  test.each(receivers)('shows the events of the %s, and the state after each', async (name, frame) => {
    await expect
      .poll(() => linesIn(frame(), 'event'), { timeout: SLACK })
      .toEqual(expect.arrayContaining([`${name} connect`, `${name} socket.opened`]));
    expect(await linesIn(frame(), 'snapshot')).toEqual(
      expect.arrayContaining([
        `${name} idle`,
        `${name} live.connecting.dialing`,
        `${name} live.open.alive`,
        'link active',
      ]),
    );
  });

  test('shows a link that is cut, why, and the way back', async () => {
    await page.getByRole('button', { name: 'Cut both links' }).click();
    for (const [name, frame] of receivers) {
      await expect.poll(() => linesIn(frame(), 'event'), { timeout: SLACK }).toContain(`${name} link.lost`);
      await expect
        .poll(() => linesIn(frame(), 'snapshot'), { timeout: SLACK })
        .toEqual(expect.arrayContaining([`${name} backoff`, 'link stopped']));
      const cause = frame().locator('#events .of-event', { hasText: 'link.lost' }).locator('.details').last();
      expect(await cause.textContent()).toBe('cause ERR_HEARTWIRE_SOCKET_CLOSED · closeCode 1006');
    }
    await reaches(page, 'Connected', 30_000);
    await expect.poll(() => actorsIn(ofPage()), { timeout: SLACK }).toEqual(['page', 'link', 'link']);
  });

  test('shows no token of a url', async () => {
    for (const [, frame] of receivers) {
      const text = (await frame().locator('body').textContent()) ?? '';
      expect(text.length).toBeGreaterThan(500);
      expect(text).not.toContain('secret');
      expect(text).not.toContain('token');
    }
  });

  test('asks nobody but its own server', () => {
    expect([...hosts]).toEqual([`127.0.0.1:${example.port}`]);
  });

  test('lets no page of another origin listen to the inspector', async () => {
    const { port } = example;
    expect([
      await upgradeStatus(port, '/inspect', `http://127.0.0.1:${port}`),
      await upgradeStatus(port, '/inspect', 'http://elsewhere.example'),
      await upgradeStatus(port, '/ws', 'http://elsewhere.example'),
    ]).toEqual([101, 403, 403]);
  });

  test('fits a phone of 360 px, and its scripts have thrown nothing', async () => {
    expect(await fitsPhone(page)).toBe(true);
    expect(people.errors).toEqual([]);
  });
});
