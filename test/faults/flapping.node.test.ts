import { describe, expect, inject, test } from 'vitest';
import { runInNode } from '../adapters/support/node-child.ts';
import { remoteProxy } from '../setup/remote-proxy.ts';
import { type Flap, flap, type livesThroughFlapping, OPEN_WITHIN, times } from './support/flapping.ts';
import { corner, settlesAt } from './support/ground.ts';
import { MARGIN } from './support/losses.ts';
import { chromiumOrSkip, expectSoon, openPage } from './support/tab-tests.ts';
import { startBrowser } from './support/tabs.ts';

const control = inject('control');

const kinds: readonly (readonly [string, Flap])[] = [
  ['freezes', 'freeze'],
  ['resets and refuses', 'refuse'],
];

type Flapped = Awaited<ReturnType<typeof livesThroughFlapping>>;

/** Prints what was measured, as `summary` does for a list. */
function tell(title: string, told: Pick<Flapped, 'gone' | 'lostOpen' | 'dials' | 'openAfter'>): void {
  console.info(`flapping, ${title}:`, { ...told, openAfter: Math.round(told.openAfter) });
}

/** All at a time: 30 s of real time are asked for once. */
describe.concurrent('after 30 s of a network that comes and goes every 300 ms', () => {
  test.each(kinds)(
    'a connection over ws whose network %s is open within its bound, by one socket, and close() leaves nothing',
    {
      timeout: 60_000,
    },
    async (_, kind) => {
      const { code, signal, stdout, stderr } = await runInNode(
        `import { livesThroughFlapping } from './test/faults/support/flapping.ts';
        livesThroughFlapping('${kind}').then((told) => console.log(JSON.stringify(told)));`,
        50_000,
      );
      expect({ code, signal, stderr }).toEqual({ code: 0, signal: null, stderr: '' });
      const { openAfter, before, after, gone, lostOpen, dials, ...rest }: Flapped = JSON.parse(stdout);
      tell(`${kind}, over ws`, { gone, lostOpen, dials, openAfter });
      expect(openAfter).toBeLessThan(OPEN_WITHIN + MARGIN);
      expect(rest).toEqual({ mostHeld: 1, listeners: 0 });
      expect(after).toEqual(before);
      // It did open in between, and not by a storm of dials.
      expect(lostOpen).toBeGreaterThan(10);
      expect(dials).toBeLessThan(1_000);
    },
  );

  test.for(kinds)(
    'a page whose network %s is open within its bound, by one socket',
    { timeout: 60_000 },
    async ([, kind], context) => {
      const chromium = await chromiumOrSkip(context);
      const proxy = await remoteProxy(control);
      const { url, count } = corner(control);
      await using browser = await startBrowser(chromium);
      const tab = await openPage(browser, url('/heartbeat', {}, proxy.url), times);
      const gone = await flap(proxy, kind);
      const start = performance.now();
      await expectSoon(tab, 'it is open', ({ status }) => status === 'open', OPEN_WITHIN + MARGIN);
      const openAfter = performance.now() - start;
      await settlesAt('sockets at the server', 1, async () => (await count()).open);
      const { losses, dials, mostHeld } = await expectSoon(
        tab,
        'it is open still',
        ({ status }) => status === 'open',
      );
      const lostOpen = losses.filter(({ wasOpen }) => wasOpen).length;
      tell(`${kind}, in a page`, { gone, lostOpen, dials, openAfter });
      expect(mostHeld).toBe(1);
      expect(lostOpen).toBeGreaterThan(10);
      expect(dials).toBeLessThan(1_000);
      await proxy.close();
    },
  );
});
