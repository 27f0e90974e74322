import { expect, inject, test } from 'vitest';
import { browserTransport } from '../../src/adapters/browser.ts';
import { text } from '../../src/dialects/text.ts';
import { detectFrozenLinks } from './support/frozen-links.ts';
import { summary } from './support/summary.ts';

test('20 of 20 frozen links of a page are lost at most 350 ms after the last frame heard, and dialed again while the old socket is still closing', {
  timeout: 60_000,
}, async () => {
  const statesOfOld = new Set<number>();
  const transport = () => {
    let old: WebSocket | undefined;
    class Socket extends WebSocket {
      constructor(url: string, protocols: string[]) {
        if (old) statesOfOld.add(old.readyState);
        super(url, protocols);
        old = this;
      }
    }
    return browserTransport({ WebSocket: Socket });
  };
  const ground = { transport, control: inject('control') };
  const { detections, discarded } = await detectFrozenLinks(ground, text, 20);
  const times = detections.map(({ after }) => after);
  summary(`lost in Chromium, ms after the last frame (${discarded} more not counted)`, times);
  expect(detections.map(({ code }) => code)).toEqual(Array(20).fill('ERR_HEARTWIRE_PONG_TIMEOUT'));
  expect(Math.max(...times)).toBeLessThanOrEqual(350);
  expect(Math.max(...detections.map(({ redial }) => redial))).toBeLessThan(1_000);
  expect([...statesOfOld]).toEqual([WebSocket.CLOSING]);
});
