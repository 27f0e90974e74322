import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, inject, type TestContext, test } from 'vitest';
import { remoteProxy } from '../setup/remote-proxy.ts';
import { resolveChromium } from '../support/chromium.ts';
import { corner, sleep } from './support/ground.ts';
import type { PageReport } from './support/hidden-page.ts';
import { summary } from './support/summary.ts';
import { startBrowser, type Tab } from './support/tabs.ts';

const control = inject('control');

async function pageScript(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('./support/hidden-page.ts', import.meta.url))],
    bundle: true,
    format: 'iife',
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}

/** Asks the page until it is so; the last report, so or not, after `most` ms. */
async function watch(tab: Tab, isSo: (report: PageReport) => boolean, most = 10_000): Promise<PageReport> {
  const deadline = performance.now() + most;
  for (;;) {
    const report = await tab.evaluate<PageReport>('page.report()');
    if (isSo(report) || performance.now() > deadline) return report;
    await sleep(20);
  }
}

function skipLoudly({ skip, task }: TestContext, reason: string): never {
  console.warn(`NOT TESTED: ${task.name}: ${reason}`);
  return skip(reason);
}

test('with the 1 s timers of a hidden tab, a late deadline ends with a probe and not with a false loss, and a dead link is lost all the same', {
  timeout: 40_000,
}, async (context) => {
  const chromium = await resolveChromium().catch(() => undefined);
  if (!chromium) return skipLoudly(context, 'there is no browser');
  const proxy = await remoteProxy(control);
  const url = corner(control).url('/heartbeat', {}, proxy.url);
  await using browser = await startBrowser(chromium);
  const tab = await browser.open('about:blank');
  await tab.evaluate(await pageScript());
  await tab.evaluate(`page.start(${JSON.stringify(url)})`);
  expect(await watch(tab, ({ status }) => status === 'open')).toMatchObject({ visibility: 'visible' });

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
