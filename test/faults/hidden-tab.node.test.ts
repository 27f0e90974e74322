import { expect, inject, test } from 'vitest';
import { remoteProxy } from '../setup/remote-proxy.ts';
import { corner } from './support/ground.ts';
import { summary } from './support/summary.ts';
import { chromiumOrSkip, openPage, reportOf, skipLoudly, watch } from './support/tab-tests.ts';
import { startBrowser } from './support/tabs.ts';

const control = inject('control');

test('with the 1 s timers of a hidden tab, a late deadline ends with a probe and not with a false loss, and a dead link is lost all the same', {
  timeout: 40_000,
}, async (context) => {
  const chromium = await chromiumOrSkip(context);
  const proxy = await remoteProxy(control);
  const url = corner(control).url('/heartbeat', {}, proxy.url);
  await using browser = await startBrowser(chromium);
  const tab = await openPage(browser, url, { heartbeat: { pingInterval: 200, pongTimeout: 100 } });
  expect(await reportOf(tab)).toMatchObject({ visibility: 'visible', status: 'open' });

  await browser.open('about:blank');
  const hidden = await watch(tab, ({ slowestTimer }) => slowestTimer > 900, 5_000);
  if (hidden.visibility !== 'hidden' || hidden.slowestTimer <= 900) {
    return skipLoudly(context, `${chromium.version} (${chromium.source}) does not hide a tab behind another`);
  }
  const healthy = await watch(tab, ({ pongs }) => pongs >= hidden.pongs + 2);
  expect(healthy).toMatchObject({ status: 'open', losses: [] });

  await proxy.mode('freeze');
  const probing = await watch(tab, ({ pings }) => pings === 2);
  expect(probing).toMatchObject({ status: 'awaiting-pong', pings: 2, losses: [] });
  await proxy.mode('flow');
  const answered = await watch(tab, ({ status }) => status === 'open');
  expect(answered).toMatchObject({ visibility: 'hidden', status: 'open', losses: [] });

  await proxy.mode('freeze');
  const { losses } = await watch(tab, ({ losses }) => losses.length > 0);
  expect(losses.map(({ code }) => code)).toEqual(['ERR_HEARTWIRE_PONG_TIMEOUT']);
  summary(
    'dead link in a hidden tab, ms of silence until lost',
    losses.map(({ silence }) => silence),
  );
  // Three timers: to the ping, to its deadline, to that of the probe.
  expect(losses[0]?.silence).toBeLessThan(4_500);
  await proxy.close();
});
