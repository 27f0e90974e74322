import { type Browser, chromium } from 'playwright';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { launchOptions, resolveChromium } from '../support/chromium.ts';
import { DemoPage, SLACK } from './demo-page.ts';
import { type DemoProcess, startDemo } from './demo-process.ts';

/** The page's times, in ms: demo/connection.ts. */
const PING_INTERVAL = 2_000;
const PONG_TIMEOUT = 1_000;
const CONNECT_TIMEOUT = 3_000;
/** The default backoff's first windows, in ms: one client's loss, and one that every client may have seen. */
const SOON = 500;
const SHARED = 5_000;

/** Where Tab stops. */
const stops = [
  ...['Connect', 'Reconnect', 'Probe', 'Close'],
  ...['Flow (thaw)', 'Freeze', 'Accept, say nothing', 'Refuse', 'Reset'],
  ...['none', '+100 ms', '+300 ms', '+800 ms'],
  ...['Silent server', 'Restart 1012', 'Close 4401'],
  ...['Message', 'Send', 'Send 10', 'Messages, newest first'],
  ...['Follow', 'Pause', 'Copy JSON', 'Filter records'],
  ...['Changes', 'Losses', 'Beats', 'Drops', 'Others', 'Records, newest first'],
  ...['Follow', 'Peers', 'Pause', 'Copy JSON', 'Filter records'],
  ...['Changes', 'Losses', 'Records, newest first'],
];

function numberAfter(words: string, row: string): number {
  return Number.parseFloat(row.slice(row.indexOf(words) + words.length));
}

/** Runs in the page. */
function nameOfFocused(): string {
  let focused = document.activeElement;
  while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
  if (focused?.getAttribute('role') === 'region') return 'Peers';
  const label = focused instanceof HTMLInputElement ? focused.labels?.[0]?.textContent : undefined;
  const count = focused?.querySelector('.count')?.textContent ?? '';
  const name = focused?.textContent ?? '';
  return label ?? focused?.getAttribute('aria-label') ?? name.slice(0, name.length - count.length).trim();
}

let demo: DemoProcess;
let browser: Browser;
let page: DemoPage;

beforeAll(async () => {
  demo = await startDemo();
  browser = await chromium.launch(launchOptions(await resolveChromium()));
  page = new DemoPage(await browser.newPage());
  await page.page.goto(demo.url);
  await page.reaches('Open', 20_000);
  await page.page.locator('#client').getByRole('button', { name: 'Beats' }).click();
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await demo?.interrupt();
});

describe('the demo', { timeout: 30_000 }, () => {
  describe('breaks the network', () => {
    beforeEach(() => page.mend());

    test('freeze: the loss is noticed within the bound, and after a thaw the link is back by itself', async () => {
      await page.press('Freeze');
      await page.send('into the ice');
      expect(await page.messages()).toContain('into the icesent');
      await page.logged(['backoff', 'No sign of life came in time'], PING_INTERVAL + PONG_TIMEOUT + SLACK);
      expect(await page.shown('client', '.cause')).toContain('ERR_HEARTWIRE_PONG_TIMEOUT');
      await page.serverLogged('lost No sign of life came in time', SLACK + SLACK);
      expect(await page.messages()).toContain('into the icenot confirmed: the link was lost');
      expect(await page.isPressed('Freeze')).toBe(true);
      await page.press('Flow (thaw)');
      await page.reaches('Open', CONNECT_TIMEOUT + SHARED + SLACK);
    });

    test('accept and say nothing: the attempt ends at its deadline', async () => {
      await page.press('Accept, say nothing');
      await page.logged(['close code 1006'], SLACK);
      await page.press('Reconnect');
      await page.reaches('Connecting', SLACK);
      const lost = await page.logged(['led to no open link in time'], CONNECT_TIMEOUT + SLACK);
      expect(numberAfter(' after ', lost) * 1_000).toBeGreaterThanOrEqual(CONNECT_TIMEOUT);
    });

    test('refuse: attempts grow, messages wait up to the bound, and are delivered when it flows again', async () => {
      await page.press('Refuse');
      await page.logged(['close code 1006'], SLACK);
      await page.send('patience');
      expect(await page.messages()).toContain('patiencequeued');
      expect(await page.text('words-messages')).toBe('1 of 20 messages');
      expect(await page.text('words-bytes')).toMatch(/^[1-9]\d* of 1000 bytes$/);
      await page.press('Send 10');
      await page.press('Send 10');
      await page.logged(['drop', 'overflow'], SLACK);
      expect(await page.text('outbox-summary')).toMatch(/^\d+ waiting in the outbox$/);

      await page.logged(['The dial failed', 'attempt 2'], SHARED + SLACK);
      await page.reaches('Backoff', SLACK);
      await expect.poll(() => page.shown('client', '.rest'), { timeout: SLACK }).toMatch(/^\d\.\d s$/);

      await page.press('Flow (thaw)');
      await expect.poll(() => page.isPressed('Flow (thaw)')).toBe(true);
      await page.press('Reconnect');
      await expect.poll(() => page.messages(), { timeout: SLACK }).toContain('patiencedelivered');
      const waiting = async () => (await page.messages()).filter((message) => message.endsWith('queued'));
      await expect.poll(waiting, { timeout: SLACK }).toEqual([]);
      await expect.poll(() => page.text('words-bytes')).toBe('0 of 1000 bytes');
      await expect.poll(() => page.text('outbox-summary')).toBe('Outbox empty');
    });

    test('reset: the link breaks off, and is back by itself', async () => {
      await page.press('Reset');
      await page.logged(['close code 1006'], SLACK);
      await page.logged(['connecting → open'], SHARED + SLACK);
    });

    test('latency: round trips take what was added', async () => {
      const trip = async () => {
        await page.mark();
        await page.press('Probe');
        return numberAfter('pong in ', await page.logged(['pong in '], SLACK));
      };
      await page.press('+300 ms');
      await expect.poll(() => page.isPressed('+300 ms')).toBe(true);
      expect(await trip()).toBeGreaterThanOrEqual(299);
      await expect.poll(() => page.shown('client', '.figures dd')).toMatch(/^\d{3} ms$/);
    });
  });

  describe('breaks the server', () => {
    beforeEach(() => page.mend());

    test('silent: an open socket without an answer is lost within the bound', async () => {
      await page.press('Silent server');
      await expect.poll(() => page.isPressed('Silent server')).toBe(true);
      await page.logged(['backoff', 'No sign of life came in time'], PING_INTERVAL + PONG_TIMEOUT + SLACK);
      await page.logged(['connecting → open'], SOON + SLACK);
    });

    test('restart: 1012 puts the first retry off by 5 to 30 s', async () => {
      await page.press('Restart 1012');
      const retry = await page.logged(['close code 1012', 'attempt 1'], SLACK);
      const delay = numberAfter('backoffDelay ', retry);
      expect(delay).toBeGreaterThanOrEqual(5);
      expect(delay).toBeLessThanOrEqual(30);
      expect(await page.status()).toBe('Backoff');
      await expect.poll(() => page.isPressed('Restart 1012')).toBe(true);
    });

    test('close 4401: a fresh token opens the link again; a second 4401 at once ends in failed', async () => {
      const token = await page.text('token');
      await page.press('Close 4401');
      await page.logged(['close code 4401', 'verdict refresh'], SLACK);
      await page.logged(['connecting → open'], SOON + SLACK);
      expect(await page.text('token')).not.toBe(token);
      await page.press('Close 4401');
      await page.reaches('Failed', SLACK);
    });
  });

  describe('has a page', () => {
    beforeEach(() => page.mend());

    test('that closes and connects on request', async () => {
      await page.press('Close');
      await page.reaches('Closed', SLACK + SLACK);
      await page.send('too late');
      expect(await page.messages()).toContain('too laterefused: closed');
      await page.press('Connect');
      await page.reaches('Open', SLACK);
      const lit = page.page.locator('#client .chart [data-lit]');
      expect(
        await lit.evaluateAll((states) => states.map((state) => state.getAttribute('data-state'))),
      ).toEqual(['live.open.alive']);
    });

    test('that the keyboard reaches all of, in the order of reading', async () => {
      await page.page.reload();
      await page.reaches('Open', 10_000);
      const names: string[] = [];
      while (names.length < stops.length) {
        await page.page.keyboard.press('Tab');
        names.push(await page.page.evaluate(nameOfFocused));
      }
      expect(names).toEqual(stops);
    });

    test('whose second view shows the server’s peers', async () => {
      await expect.poll(() => page.shown('peers', '.word'), { timeout: SLACK }).toBe('1 peer');
      await expect.poll(() => page.shown('peers', 'tbody td')).toMatch(/^(Alive|Awaiting pong)$/);
      expect(await page.shown('peers', '.chart .badge')).toBe('1');
    });

    test('that fits a phone of 360 px', async () => {
      await page.page.setViewportSize({ width: 360, height: 740 });
      expect(await page.page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    });

    test('whose scripts have thrown nothing', () => {
      expect(page.errors).toEqual([]);
    });
  });

  test('takes the next free port when its own is taken', async () => {
    const taken = Number(new URL(demo.url).port);
    const other = await startDemo(taken);
    const port = Number(new URL(other.url).port);
    await other.interrupt();
    expect(port).toBeGreaterThan(taken);
  });

  test.skipIf(process.platform === 'win32')('ends by itself on Ctrl-C, with a page open', async () => {
    expect(await demo.interrupt()).toBe(0);
    await expect.poll(() => page.page.getByRole('alert').textContent()).toContain('npm start');
  });
});
