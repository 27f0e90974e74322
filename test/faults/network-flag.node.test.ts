import { afterAll, beforeAll, describe, expect, inject, type TestContext, test } from 'vitest';
import { remoteProxy } from '../setup/remote-proxy.ts';
import { resolveChromium } from '../support/chromium.ts';
import { corner, settlesAt, sleep } from './support/ground.ts';
import { MARGIN } from './support/losses.ts';
import { summary } from './support/summary.ts';
import type { PageOptions } from './support/tab-page.ts';
import { expectSoon, reportOf, skipLoudly, startPage } from './support/tab-tests.ts';
import { type Browser, startBrowser, type Tab } from './support/tabs.ts';

const control = inject('control');

/** Leads to this machine by a name for which the flag counts: a loopback url ignores it. */
const HOST = 'far.heartwire.test';

const far = (url: string): string => url.replace('127.0.0.1', HOST);

let browser: Browser | undefined;

beforeAll(async () => {
  const chromium = await resolveChromium().catch(() => undefined);
  if (chromium) browser = await startBrowser(chromium, [`--host-resolver-rules=MAP ${HOST} 127.0.0.1`]);
}, 30_000);

afterAll(() => browser?.[Symbol.asyncDispose]());

interface Liar {
  readonly tab: Tab;
  /** Sets `navigator.onLine` and its events; no traffic is touched. */
  claim(online: boolean): Promise<void>;
}

async function liar(context: TestContext, url: string, options: PageOptions): Promise<Liar> {
  if (!browser) return skipLoudly(context, 'there is no browser');
  const tab = await browser.open('about:blank');
  // A socket that is open before is not touched by what is emulated later.
  await tab.command('Network.enable');
  await startPage(tab, url, options);
  const claim = async (online: boolean): Promise<void> => {
    const state = { offline: !online, latency: 0, downloadThroughput: -1, uploadThroughput: -1 };
    await tab.command('Network.overrideNetworkState', state);
    await expectSoon(tab, `the flag says ${online}`, (report) => report.online === online);
  };
  return { tab, claim };
}

const idle = { pingInterval: 60_000, pongTimeout: 60_000 };

describe('where navigator.onLine is wrong', () => {
  test('an open link that works is asked for a sign of life at each lie, and kept', {
    timeout: 30_000,
  }, async (context) => {
    const { url, count } = corner(control);
    const { tab, claim } = await liar(context, far(url('/heartbeat')), {
      heartbeat: idle,
      probeTimeout: 10_000,
    });
    for (let lie = 1; lie <= 3; lie += 1) {
      await claim(false);
      await expectSoon(tab, 'it has answered', ({ pongs }) => pongs === 2 * lie - 1);
      await claim(true);
      await expectSoon(tab, 'it has answered again', ({ pongs }) => pongs === 2 * lie);
    }
    expect(await reportOf(tab)).toMatchObject({
      status: 'open',
      signals: ['offline', 'online', 'offline', 'online', 'offline', 'online'],
      losses: [],
      dials: 1,
    });
    expect(await count()).toEqual({ dials: 1, open: 1 });
  });

  test('a link that is lost while the flag says offline waits as offline, and is open again by the safety retry though the flag never changes', {
    timeout: 30_000,
  }, async (context) => {
    const proxy = await remoteProxy(control);
    const { url, count } = corner(control);
    const options = { heartbeat: idle, backoff: 600_000, offlineRetry: 800 };
    const { tab, claim } = await liar(context, far(url('/heartbeat', {}, proxy.url)), options);
    await claim(false);
    await proxy.reset();
    const offline = await expectSoon(tab, 'it is offline', ({ status }) => status === 'offline');
    expect(offline).toMatchObject({
      losses: [{ code: 'ERR_HEARTWIRE_SOCKET_CLOSED', wasOpen: true }],
      dials: 1,
    });
    const open = await expectSoon(tab, 'it is open', ({ status }) => status === 'open');
    expect(open).toMatchObject({ online: false, dials: 2, mostHeld: 1 });
    expect(await count()).toEqual({ dials: 2, open: 1 });
    await proxy.close();
  });

  test('a link that is lost while the flag says offline is open again soon after it says online', {
    timeout: 30_000,
  }, async (context) => {
    const proxy = await remoteProxy(control);
    const { url } = corner(control);
    const options = { heartbeat: idle, backoff: 600_000, offlineRetry: 600_000 };
    const { tab, claim } = await liar(context, far(url('/heartbeat', {}, proxy.url)), options);
    await claim(false);
    await proxy.reset();
    await expectSoon(tab, 'it is offline', ({ status }) => status === 'offline');
    const start = performance.now();
    await claim(true);
    await expectSoon(tab, 'it is open', ({ status }) => status === 'open');
    // A jitter of up to 500 ms keeps the clients of one network apart.
    expect(performance.now() - start).toBeLessThan(500 + MARGIN);
    await proxy.close();
  });

  test('a loopback url takes no notice: its lost link is in backoff, not offline', {
    timeout: 30_000,
  }, async (context) => {
    const proxy = await remoteProxy(control);
    const { url } = corner(control);
    const options = { heartbeat: idle, backoff: 600_000 };
    const { tab, claim } = await liar(context, url('/heartbeat', {}, proxy.url), options);
    await claim(false);
    await proxy.reset();
    const { statuses } = await expectSoon(tab, 'it is in backoff', ({ status }) => status === 'backoff');
    expect(statuses).not.toContain('offline');
    await proxy.close();
  });

  test('a link that stalls while the flag says online is lost within the bound, dialed in vain, and open when it flows', {
    timeout: 30_000,
  }, async (context) => {
    const { url, count } = corner(control);
    const heartbeat = { pingInterval: 200, pongTimeout: 200 };
    const { tab } = await liar(context, far(url('/heartbeat')), {
      heartbeat,
      backoff: 50,
      connectTimeout: 800,
    });
    const stall = (offline: boolean) => {
      const rule = { offline, latency: 0, downloadThroughput: -1, uploadThroughput: -1 };
      const { port } = new URL(control);
      const urlPattern = `ws://${HOST}:${port}/*`;
      const matchedNetworkConditions = offline ? [{ urlPattern, ...rule }] : [];
      return tab.command('Network.emulateNetworkConditionsByRule', { offline, matchedNetworkConditions });
    };
    const start = performance.now();
    await stall(true);
    const { losses, online, signals } = await expectSoon(
      tab,
      'it is lost',
      (report) => report.losses.length > 0,
    );
    const took = performance.now() - start;
    summary('link that stalls with onLine true, ms until lost', [took]);
    expect([online, signals, losses[0]?.wasOpen]).toEqual([true, [], true]);
    expect(took).toBeLessThan(400 + MARGIN);
    await sleep(500);
    expect((await reportOf(tab)).status).not.toBe('open');
    await stall(false);
    const open = await expectSoon(tab, 'it is open', ({ status }) => status === 'open');
    expect([open.online, open.mostHeld]).toEqual([true, 1]);
    await settlesAt('sockets at the server', 1, async () => (await count()).open);
  });
});
