import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright';
import { expect } from 'vitest';
import { launchOptions, resolveChromium } from '../../support/chromium.ts';

/** Room for a busy machine on top of a bound, in ms. */
export const SLACK = 5_000;

/** People with browsers of their own: each page has storage that no other sees. */
export interface People {
  /** Opens a page; errors of its scripts are kept in `errors`. */
  open(url: string, options?: BrowserContextOptions & { readonly hasClock?: boolean }): Promise<Page>;
  /** Opens a second tab in the browser of a page. */
  openBeside(page: Page, url: string): Promise<Page>;
  /** What went wrong in the pages' own scripts. */
  readonly errors: readonly Error[];
  close(): Promise<void>;
}

export async function gather(): Promise<People> {
  const browser: Browser = await chromium.launch(launchOptions(await resolveChromium()));
  const errors: Error[] = [];
  const visit = async (page: Page, url: string) => {
    page.on('pageerror', (error) => errors.push(error));
    await page.goto(url);
    return page;
  };
  return {
    errors,
    async open(url, { hasClock = false, ...options } = {}) {
      const page = await (await browser.newContext(options)).newPage();
      if (hasClock) await page.clock.install();
      return visit(page, url);
    },
    openBeside: async (page, url) => visit(await page.context().newPage(), url),
    close: () => browser.close(),
  };
}

/** Rejects when the bar does not say so within `timeout` ms. */
export function reaches(page: Page, word: string, timeout = SLACK): Promise<void> {
  return page.locator(`#link strong:text-is("${word}")`).waitFor({ timeout });
}

export async function say(page: Page, text: string): Promise<void> {
  await page.getByLabel('Message', { exact: true }).fill(text);
  await page.keyboard.press('Enter');
}

/** What is written in the list of messages, from the top. */
export function messages(page: Page): Promise<string[]> {
  return page
    .locator('#messages li, ol.messages li')
    .evaluateAll((items) => items.map((item) => item.textContent?.trim() ?? ''));
}

/** Waits until the list of messages has these as its last. */
export async function lists(page: Page, last: readonly string[], timeout = SLACK): Promise<void> {
  await expect.poll(async () => (await messages(page)).slice(-last.length), { timeout }).toEqual(last);
}

/** Lets the page's clock run through waits until it has given up; resolves with the last attempt that it named. */
export async function exhaust(page: Page): Promise<number> {
  let last = 0;
  for (;;) {
    const [word, note] = await page.locator('#link .words > *').allTextContents();
    if (word === 'Disconnected') return last;
    last = Number(/Attempt (\d+)/.exec(note ?? '')?.[1] ?? last);
    // Longer than any wait of the default backoff.
    if (word === 'Reconnecting') await page.clock.fastForward(600_000);
    await page.waitForTimeout(50);
  }
}

/** Ends the process of a page's tab, as a crash does. */
export async function killTab(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const crashed = page.waitForEvent('crash');
  session.send('Page.crash').catch(() => {});
  await crashed;
}

/** Whether a page is wider than its window of 360 px. */
export async function fitsPhone(page: Page): Promise<boolean> {
  await page.setViewportSize({ width: 360, height: 740 });
  return page.evaluate(() => document.documentElement.scrollWidth === 360);
}
