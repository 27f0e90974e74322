import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { TestContext } from 'vitest';
import { type Chromium, resolveChromium } from '../../support/chromium.ts';
import { sleep } from './ground.ts';
import type { PageOptions, PageReport } from './tab-page.ts';
import type { Browser, Tab } from './tabs.ts';

let script: Promise<string> | undefined;

/** What runs in a page: see `TabPage`. */
async function pageScript(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('./tab-page.ts', import.meta.url))],
    bundle: true,
    format: 'iife',
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}

/** Opens a tab with a connection to `url`, and resolves when that is open. `document`: what the tab shows. */
export async function openPage(
  browser: Browser,
  url: string,
  options: PageOptions,
  document = 'about:blank',
): Promise<Tab> {
  const tab = await browser.open(document);
  await arrival(tab, document);
  await startPage(tab, url, options);
  return tab;
}

/** Starts a connection to `url` in a tab, and resolves when that is open. */
export async function startPage(tab: Tab, url: string, options: PageOptions): Promise<void> {
  script ??= pageScript();
  await tab.evaluate(await script);
  await tab.evaluate(`page.start(${JSON.stringify(url)}, ${JSON.stringify(options)})`);
  await expectSoon(tab, 'the page has an open connection', ({ status }) => status === 'open');
}

/** Resolves when the tab shows `document`. */
export async function arrival(tab: Tab, document: string): Promise<void> {
  const isThere = `location.href === ${JSON.stringify(document)} && globalThis.document.readyState === 'complete'`;
  const deadline = performance.now() + 10_000;
  while (!(await tab.evaluate<boolean>(isThere).catch(() => false))) {
    if (performance.now() > deadline) throw new Error(`the tab does not show ${document}`);
    await sleep(20);
  }
}

export const reportOf = (tab: Tab): Promise<PageReport> => tab.evaluate<PageReport>('page.report()');

/** Asks the page until it is so; the last report, so or not, after `most` ms. */
export async function watch(
  tab: Tab,
  isSo: (report: PageReport) => boolean,
  most = 10_000,
): Promise<PageReport> {
  const deadline = performance.now() + most;
  for (;;) {
    const report = await reportOf(tab);
    if (isSo(report) || performance.now() > deadline) return report;
    await sleep(20);
  }
}

/** Asks the page until it is so; rejects with its last report when it is not within `most` ms. */
export async function expectSoon(
  tab: Tab,
  what: string,
  isSo: (report: PageReport) => boolean,
  most = 10_000,
): Promise<PageReport> {
  const report = await watch(tab, isSo, most);
  if (!isSo(report)) throw new Error(`not within ${most} ms: ${what}: ${JSON.stringify(report)}`);
  return report;
}

/** Skips a test and says so where it is seen. */
export function skipLoudly({ skip, task }: Pick<TestContext, 'skip' | 'task'>, reason: string): never {
  console.warn(`NOT TESTED: ${task.name}: ${reason}`);
  return skip(reason);
}

/** The browser of this machine; skips the test where there is none. */
export async function chromiumOrSkip(context: Pick<TestContext, 'skip' | 'task'>): Promise<Chromium> {
  const chromium = await resolveChromium().catch(() => undefined);
  return chromium ?? skipLoudly(context, 'there is no browser');
}
