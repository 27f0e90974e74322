import { expect, inject, test } from 'vitest';
import { browserTransport } from '../../src/adapters/browser.ts';
import { text } from '../../src/dialects/text.ts';
import { detectFrozenLinks, overrun } from './support/frozen-links.ts';

test('20 of 20 frozen links of a page are lost at most 350 ms after the last frame, and dialed again while the old socket is closing', async () => {
  const predecessors: (number | undefined)[] = [];
  const transport = () => {
    const index = predecessors.push(undefined) - 1;
    let last: WebSocket | undefined;
    class Socket extends WebSocket {
      constructor(url: string, protocols: string[]) {
        predecessors[index] = last?.readyState;
        super(url, protocols);
        last = this;
      }
    }
    return browserTransport({ WebSocket: Socket });
  };
  const detections = await detectFrozenLinks({ transport, control: inject('control') }, text, 20);
  console.log(
    JSON.stringify(detections.map((d) => [d.detection, d.lateness, d.pings, d.redial].map(Math.round))),
  );
  expect(detections.map(({ code }) => code)).toEqual(Array(20).fill('ERR_HEARTWIRE_PONG_TIMEOUT'));
  expect(Math.max(...detections.map(overrun))).toBeLessThanOrEqual(50);
  expect(Math.max(...detections.map(({ redial }) => redial))).toBeLessThan(1_000);
  expect(predecessors).toEqual(Array(20).fill(WebSocket.CLOSING));
});
