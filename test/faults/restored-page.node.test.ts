import { expect, inject, type TestContext, test } from 'vitest';
import { remoteProxy } from '../setup/remote-proxy.ts';
import { corner, settlesAt, sleep } from './support/ground.ts';
import type { PageReport } from './support/tab-page.ts';
import { arrival, chromiumOrSkip, expectSoon, openPage, reportOf, skipLoudly } from './support/tab-tests.ts';
import { startBrowser, type Tab } from './support/tabs.ts';

const control = inject('control');
const base = control.replace(/^ws/, 'http');
const here = `${base}/page?here`;
const elsewhere = `${base}/page?elsewhere`;

/** Leaves the page and comes back; its report, or none where the browser did not keep it. */
async function leaveAndReturn(tab: Tab): Promise<PageReport | undefined> {
  await tab.command('Page.navigate', { url: elsewhere });
  await arrival(tab, elsewhere);
  await sleep(300);
  await tab.evaluate('history.back()');
  await arrival(tab, here);
  return (await tab.evaluate<boolean>('"page" in globalThis')) ? reportOf(tab) : undefined;
}

async function restoredPage(context: TestContext) {
  const chromium = await chromiumOrSkip(context);
  const browser = await startBrowser(chromium);
  return {
    browser,
    skip: () =>
      skipLoudly(context, `${chromium.version} (${chromium.source}) keeps no such page in its bfcache`),
  };
}

/** From the signal that the page was restored until the next dial, in ms. */
function untilDialed({ history }: PageReport): number {
  const start = history.findIndex(([, said]) => said === 'restored');
  const dialed = history.slice(start).find(([, said]) => said === 'connecting');
  return (dialed?.[0] ?? Number.NaN) - (history[start]?.[0] ?? Number.NaN);
}

/** Less than the 495 ms that a retry would wait which is due soon. */
const AT_ONCE = 200;

const heartbeat = { pingInterval: 60_000, pongTimeout: 60_000 };

test('a page that is restored from the bfcache dials at once, and what its old socket says late changes nothing', {
  timeout: 40_000,
}, async (context) => {
  const { browser, skip } = await restoredPage(context);
  await using _ = browser;
  const { url, count } = corner(control);
  const tab = await openPage(browser, url('/heartbeat'), { heartbeat, backoff: 60_000 }, here);
  if (!(await leaveAndReturn(tab))) return skip();
  const restored = await expectSoon(
    tab,
    'it was restored and is open',
    ({ signals, status }) => signals.includes('restored') && status === 'open',
  );
  expect(untilDialed(restored)).toBeLessThan(AT_ONCE);
  // The close of the old socket, which the browser cut when it put the page away, comes in this time.
  await sleep(300);
  expect(await reportOf(tab)).toMatchObject({
    status: 'open',
    signals: restored.signals,
    losses: [{ code: 'ERR_HEARTWIRE_SUPERSEDED', wasOpen: true }],
    dials: 2,
    mostHeld: 1,
  });
  expect(restored.signals).toEqual(expect.arrayContaining(['frozen', 'restored']));
  await settlesAt('sockets at the server', 1, async () => (await count()).open);
});

test('a page that is restored in backoff dials at once, and one that is restored closed stays closed', {
  timeout: 40_000,
}, async (context) => {
  const { browser, skip } = await restoredPage(context);
  await using _ = browser;
  const proxy = await remoteProxy(control);
  const { url, count } = corner(control);
  const tab = await openPage(
    browser,
    url('/heartbeat', {}, proxy.url),
    { heartbeat, backoff: 600_000 },
    here,
  );
  await proxy.reset();
  await expectSoon(tab, 'it is in backoff', ({ status }) => status === 'backoff');
  if (!(await leaveAndReturn(tab))) return skip();
  const open = await expectSoon(tab, 'it is open', ({ status }) => status === 'open');
  expect(untilDialed(open)).toBeLessThan(AT_ONCE);
  expect(open).toMatchObject({ losses: [{ code: 'ERR_HEARTWIRE_SOCKET_CLOSED' }], dials: 2, mostHeld: 1 });

  await tab.evaluate('page.close()');
  expect(await leaveAndReturn(tab)).toBeDefined();
  await expectSoon(
    tab,
    'it was restored twice',
    ({ signals }) => signals.filter((s) => s === 'restored').length === 2,
  );
  await sleep(300);
  expect(await reportOf(tab)).toMatchObject({ status: 'closed', dials: 2 });
  await settlesAt('sockets at the server', 0, async () => (await count()).open);
  await proxy.close();
});
