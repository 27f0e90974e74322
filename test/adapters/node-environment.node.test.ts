import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { browserEnvironment } from '../../src/adapters/browser-environment.ts';
import { nodeEnvironment } from '../../src/adapters/node-environment.ts';
import { WAKE_CHECK_INTERVAL } from '../../src/defaults.ts';
import { runInNode } from './support/node-child.ts';

describe.each([
  ['the browser environment, in Node', browserEnvironment],
  ['the Node environment', nodeEnvironment],
  ['the Node environment with timers unreferenced', () => nodeEnvironment({ unref: true })],
])('%s', (_, create) => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });

  test('has a clock, timers that can be cleared, and chance', () => {
    const { now, random, setTimeout, clearTimeout } = create();
    const fired: number[] = [];
    setTimeout(() => fired.push(now()), 10);
    clearTimeout(setTimeout(() => fired.push(-1), 10));
    clearTimeout(undefined);
    const start = now();
    vi.advanceTimersByTime(20);
    expect(fired).toEqual([start + 10]);
    expect(random()).not.toBe(random());
  });

  test('believes in the network where the platform has no opinion, and the platform where it has one', () => {
    const environment = create();
    expect(environment.online).toBe(true);
    vi.stubGlobal('navigator', {});
    expect(environment.online).toBe(true);
    vi.stubGlobal('navigator', { onLine: false });
    expect(environment.online).toBe(false);
    vi.stubGlobal('navigator', undefined);
    expect(environment.online).toBe(true);
  });

  test('reports wake when the clock moved two intervals further than it should have, and not before', () => {
    const environment = create();
    const heard: string[] = [];
    const off = environment.subscribe((signal) => heard.push(signal));
    const sleepFor = (ms: number) => {
      vi.setSystemTime(Date.now() + ms);
      vi.advanceTimersByTime(WAKE_CHECK_INTERVAL);
    };
    vi.advanceTimersByTime(10 * WAKE_CHECK_INTERVAL);
    sleepFor(2 * WAKE_CHECK_INTERVAL - 1);
    sleepFor(-60_000);
    expect(heard).toEqual([]);
    sleepFor(2 * WAKE_CHECK_INTERVAL);
    expect(heard).toEqual(['wake']);
    sleepFor(0);
    expect(heard).toEqual(['wake']);
    off();
    sleepFor(60_000);
    expect(heard).toEqual(['wake']);
  });

  test('checks the clock once for all subscribers, and only while there are some', () => {
    const environment = create();
    expect(vi.getTimerCount()).toBe(0);
    const leave = [environment.subscribe(() => {}), environment.subscribe(() => {})];
    expect(vi.getTimerCount()).toBe(1);
    for (const off of leave) off();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('a process with the Node environment', () => {
  const source = (options: string) => `
    import { nodeEnvironment } from './src/environments.ts';
    const environment = nodeEnvironment(${options});
    environment.subscribe(() => {});
    environment.setTimeout(() => console.log('the timer fired'), 300);
  `;

  test('ends by itself while timers are armed, where asked for', async () => {
    expect(await runInNode(source('{ unref: true }'))).toEqual({
      code: 0,
      signal: null,
      stdout: '',
      stderr: '',
    });
  });

  test('waits for its timers otherwise, but never for the check of the clock', async () => {
    for (const options of ['', '{ unref: false }']) {
      const { code, stdout } = await runInNode(source(options));
      expect([code, stdout]).toEqual([0, 'the timer fired\n']);
    }
  });
});
