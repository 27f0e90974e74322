import { expect, inject, test } from 'vitest';
import { remoteProxy } from '../setup/remote-proxy.ts';
import { corner, settlesAt, sleep } from './support/ground.ts';
import { MARGIN } from './support/losses.ts';
import { summary } from './support/summary.ts';
import { chromiumOrSkip, expectSoon, openPage, reportOf, skipLoudly } from './support/tab-tests.ts';
import { startBrowser } from './support/tabs.ts';

const control = inject('control');

/** Much longer than the bound of 400. */
const FROZEN = 1_500;
const CONNECT = 1_000;

test('a tab that was frozen (Page Lifecycle) learns of its dead link when it is resumed, loses it once, and dials until the network lets it', {
  timeout: 40_000,
}, async (context) => {
  const chromium = await chromiumOrSkip(context);
  const proxy = await remoteProxy(control);
  const { url, count } = corner(control);
  await using browser = await startBrowser(chromium);
  const options = { heartbeat: { pingInterval: 200, pongTimeout: 200 }, connectTimeout: CONNECT };
  const tab = await openPage(browser, url('/heartbeat', {}, proxy.url), options);
  await expectSoon(tab, 'it beats', ({ pongs }) => pongs >= 2);

  await tab.command('Page.setWebLifecycleState', { state: 'frozen' });
  const { signals, pongs } = await reportOf(tab);
  await proxy.mode('freeze');
  await sleep(FROZEN);
  const asleep = await reportOf(tab);
  if (!signals.includes('frozen') || asleep.losses.length > 0) {
    await proxy.close();
    return skipLoudly(context, `${chromium.version} (${chromium.source}) does not freeze a tab`);
  }
  expect(asleep).toMatchObject({ pongs, losses: [], dials: 1 });

  const start = performance.now();
  await tab.command('Page.setWebLifecycleState', { state: 'active' });
  const lost = await expectSoon(tab, 'the link is lost', ({ losses }) => losses.length > 0);
  const took = performance.now() - start;
  summary('dead link of a tab that was frozen, ms from the resume until lost', [took]);
  // Chromium cuts the sockets of a page that it freezes; another browser may leave that to the network.
  const codes = ['ERR_HEARTWIRE_SOCKET_CLOSED', 'ERR_HEARTWIRE_PONG_TIMEOUT'];
  expect(codes).toContain(lost.losses[0]?.code);
  expect(took).toBeLessThan(400 + MARGIN);

  const dialed = await expectSoon(tab, 'it dials in vain', ({ losses }) => losses.length > 1);
  expect(dialed.losses[1]).toMatchObject({ code: 'ERR_HEARTWIRE_CONNECT_TIMEOUT', wasOpen: false });
  await proxy.mode('flow');
  const open = await expectSoon(tab, 'it is open again', ({ status }) => status === 'open');
  expect(open.losses.filter(({ wasOpen }) => wasOpen).length).toBe(1);
  expect([open.signals, open.mostHeld]).toEqual([['hidden', 'frozen', 'resumed'], 1]);
  await settlesAt('sockets at the server', 1, async () => (await count()).open);
  await proxy.close();
});
