import { readFileSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchOptions, resolveChromium } from '../../support/chromium.ts';
import { faintTexts } from './support/contrast.ts';
import { serveViewPage, type ViewPage } from './support/page.ts';

const scenes = [
  { scene: 'open', word: 'Open', state: 'live.open.alive' },
  { scene: 'awaiting-pong', word: 'Awaiting pong', state: 'live.open.awaitingPong' },
  { scene: 'backoff', word: 'Backoff', state: 'backoff' },
  { scene: 'failed', word: 'Failed', state: 'failed' },
];
const schemes = ['light', 'dark'] as const;
const screens = [
  { screen: 'wide', width: 1280, height: 800 },
  { screen: 'phone', width: 375, height: 812 },
];
const shots = screens.flatMap((screen) =>
  schemes.flatMap((colorScheme) => scenes.map((scene) => ({ ...screen, ...scene, colorScheme }))),
);

let served: ViewPage;
let browser: Browser;

beforeAll(async () => {
  served = await serveViewPage();
  browser = await chromium.launch(launchOptions(await resolveChromium()));
}, 60_000);

afterAll(async () => {
  await browser?.close();
  served?.close();
});

/** Opens the page, has it play a scene, and calls `look`. */
async function shown<T>(
  {
    width,
    height,
    colorScheme,
    scene,
  }: Pick<(typeof shots)[number], 'width' | 'height' | 'colorScheme' | 'scene'>,
  look: (page: Page) => Promise<T>,
): Promise<T> {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme,
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const errors: Error[] = [];
  page.on('pageerror', (error) => errors.push(error));
  try {
    await page.addInitScript(() => {
      Object.assign(globalThis, { violations: [] });
      addEventListener('securitypolicyviolation', ({ violatedDirective }) =>
        (globalThis as unknown as { violations: string[] }).violations.push(violatedDirective),
      );
    });
    await page.goto(served.url);
    await page.evaluate(`play(${JSON.stringify(scene)})`);
    await page.locator('.record').first().waitFor();
    const seen = await look(page);
    expect(errors).toEqual([]);
    return seen;
  } finally {
    await context.close();
  }
}

describe('a page with one script tag', { timeout: 30_000 }, () => {
  test('shows a connection under a policy that allows scripts of its own and nothing else', async () => {
    served.asked.length = 0;
    const shot = { width: 1280, height: 800, colorScheme: 'light', scene: 'backoff' } as const;
    const violations = await shown(shot, async (page) => {
      await page.getByRole('button', { name: 'Follow' }).click();
      await page.getByRole('searchbox', { name: 'Filter records' }).fill('link.lost');
      expect(await page.locator('.record').count()).toBeGreaterThan(0);
      return page.evaluate('violations');
    });
    expect(violations).toEqual([]);
    // No font, image or style is fetched. A browser asks for the icon by itself.
    expect(served.asked.filter((path) => path !== '/favicon.ico')).toEqual([
      '/',
      '/heartwire-view.js',
      '/scene.js',
    ]);
  });

  test('has roles and names for who does not see it', async () => {
    const shot = { width: 1280, height: 800, colorScheme: 'light', scene: 'backoff' } as const;
    await shown(shot, async (page) => {
      expect(await page.getByRole('heading').allTextContents()).toEqual([
        ...['Statechart', 'Round trips', 'Time in each state', 'Record'],
      ]);
      expect(await page.getByRole('img', { name: 'Statechart. Active: backoff' }).count()).toBe(1);
      expect(await page.getByRole('img', { name: /^Round trips median/ }).count()).toBe(1);
      expect(await page.getByRole('list', { name: 'Records, newest first' }).count()).toBe(1);
      expect(await page.getByRole('group', { name: 'Shown records' }).getByRole('button').count()).toBe(5);
      expect(await page.getByRole('button', { name: 'Beats', pressed: false }).count()).toBe(1);
      expect(await page.getByRole('status').count()).toBe(1);
    });
  });

  test.each(shots)(
    'shows $scene on a $screen screen, $colorScheme: all in sight, and legible',
    async (shot) => {
      const { width, word, state } = shot;
      await shown(shot, async (page) => {
        expect(await page.locator('.word').textContent()).toBe(word);
        expect(await page.locator('[data-lit]').getAttribute('data-state')).toBe(state);
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
        expect(await page.evaluate(faintTexts)).toEqual([]);
      });
    },
  );

  test.each(shots)('has a committed picture of $scene on a $screen screen, $colorScheme', (shot) => {
    const name = `view-${shot.scene}-${shot.colorScheme}-${shot.screen}.png`;
    const picture = readFileSync(new URL(`../../../docs/images/${name}`, import.meta.url));
    // The header of a PNG: signature, IHDR, width and height.
    expect(picture.readUInt32BE(16)).toBe(shot.width);
    expect(picture.readUInt32BE(20)).toBeGreaterThanOrEqual(shot.height);
  });
});
