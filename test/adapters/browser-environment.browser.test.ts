import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { browserEnvironment } from '../../src/adapters/browser-environment.ts';
import { WAKE_CHECK_INTERVAL } from '../../src/defaults.ts';

const offs: (() => void)[] = [];
let visibility: DocumentVisibilityState = 'visible';

beforeEach(() => {
  visibility = 'visible';
  Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => visibility });
});

afterEach(() => {
  for (const off of offs.splice(0)) off();
  Reflect.deleteProperty(document, 'visibilityState');
  vi.useRealTimers();
});

function subscribed(environment = browserEnvironment()) {
  const heard: string[] = [];
  offs.push(environment.subscribe((signal) => heard.push(signal)));
  return heard;
}

function setVisibility(state: DocumentVisibilityState): void {
  visibility = state;
  document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
}

const persisted = (type: string, is: boolean) => new PageTransitionEvent(type, { persisted: is });

describe('the browser environment', () => {
  test("has the platform's clock, timers, chance and network flag", async () => {
    const { now, random, online, setTimeout, clearTimeout } = browserEnvironment();
    expect(Math.abs(now() - Date.now())).toBeLessThan(1_000);
    expect(random()).not.toBe(random());
    expect(online).toBe(navigator.onLine);
    const fired: string[] = [];
    clearTimeout(setTimeout(() => fired.push('cleared'), 1));
    await new Promise<void>((resolve) => setTimeout(resolve, 5));
    expect(fired).toEqual([]);
  });

  test.each<[string, () => void, string[]]>([
    ['the network comes', () => dispatchEvent(new Event('online')), ['online']],
    ['the network goes', () => dispatchEvent(new Event('offline')), ['offline']],
    ['the page is hidden', () => setVisibility('hidden'), ['hidden']],
    ['the page is shown', () => setVisibility('visible'), ['shown']],
    ['the page is frozen', () => document.dispatchEvent(new Event('freeze')), ['frozen']],
    ['the page is resumed', () => document.dispatchEvent(new Event('resume')), ['resumed']],
    ['the page goes into the bfcache', () => dispatchEvent(persisted('pagehide', true)), ['frozen']],
    ['the page comes back from the bfcache', () => dispatchEvent(persisted('pageshow', true)), ['restored']],
    ['the page goes for good', () => dispatchEvent(persisted('pagehide', false)), []],
    ['the page loads', () => dispatchEvent(persisted('pageshow', false)), []],
  ])('reports what it means when %s', (_, happen, signals) => {
    const heard = subscribed();
    happen();
    expect(heard).toEqual(signals);
  });

  test('tells every subscriber until it leaves, one that subscribed twice twice', () => {
    const environment = browserEnvironment();
    const heard: string[] = [];
    const listener = (signal: string) => void heard.push(signal);
    const off = environment.subscribe(listener);
    offs.push(environment.subscribe(listener));
    dispatchEvent(new Event('online'));
    off();
    off();
    dispatchEvent(new Event('offline'));
    expect(heard).toEqual(['online', 'online', 'offline']);
  });

  test('listens once for all subscribers, and not at all without any', () => {
    const listeners = (target: EventTarget) => [
      vi.spyOn(target, 'addEventListener'),
      vi.spyOn(target, 'removeEventListener'),
    ];
    const [added, removed, addedToPage, removedFromPage] = [...listeners(window), ...listeners(document)];
    const types = (spy: typeof added) => spy?.mock.calls.map(([type]) => type).sort();
    const intervals = [vi.spyOn(window, 'setInterval'), vi.spyOn(window, 'clearInterval')];
    const environment = browserEnvironment();
    expect(types(added)).toEqual([]);

    const leave = [environment.subscribe(() => {}), environment.subscribe(() => {})];
    leave.push(environment.subscribe(() => {}));
    const ofWindow = ['offline', 'online', 'pagehide', 'pageshow'];
    const ofPage = ['freeze', 'resume', 'visibilitychange'];
    expect([types(added), types(addedToPage)]).toEqual([ofWindow, ofPage]);
    leave[0]?.();
    leave[1]?.();
    expect(types(removed)).toEqual([]);
    leave[2]?.();
    expect([types(removed), types(removedFromPage)]).toEqual([ofWindow, ofPage]);
    expect(intervals.map(({ mock }) => mock.calls.length)).toEqual([1, 1]);

    const heard = subscribed(environment);
    dispatchEvent(new Event('online'));
    expect(heard).toEqual(['online']);
    vi.restoreAllMocks();
  });

  test('does not take the slow timers of a hidden page for a sleep', () => {
    vi.useFakeTimers();
    const heard = subscribed();
    setVisibility('hidden');
    for (let minute = 0; minute < 3; minute += 1) {
      vi.setSystemTime(Date.now() + 60_000);
      vi.advanceTimersByTime(WAKE_CHECK_INTERVAL);
    }
    setVisibility('visible');
    vi.setSystemTime(Date.now() + 60_000);
    vi.advanceTimersByTime(WAKE_CHECK_INTERVAL);
    expect(heard).toEqual(['hidden', 'shown']);
    vi.setSystemTime(Date.now() + 60_000);
    vi.advanceTimersByTime(WAKE_CHECK_INTERVAL);
    expect(heard).toEqual(['hidden', 'shown', 'wake']);
  });
});
