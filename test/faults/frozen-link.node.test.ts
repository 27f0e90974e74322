import { expect, inject, test } from 'vitest';
import { ws } from '../../src/adapters/ws.ts';
import { raw } from '../../src/dialects/raw.ts';
import { text } from '../../src/dialects/text.ts';
import { detectFrozenLinks, overrun } from './support/frozen-links.ts';

const ground = { transport: () => ws(), control: inject('control') };

test.each([
  ['control frames', raw],
  ['text frames', text],
])(
  '20 of 20 frozen links that ws beats with %s are lost at most 350 ms after the last frame, and dialed again at once',
  async (_, dialect) => {
    const detections = await detectFrozenLinks(ground, dialect, 20);
    console.log(
      JSON.stringify(detections.map((d) => [d.detection, d.lateness, d.pings, d.redial].map(Math.round))),
    );
    expect(detections.map(({ code }) => code)).toEqual(Array(20).fill('ERR_HEARTWIRE_PONG_TIMEOUT'));
    expect(Math.max(...detections.map(overrun))).toBeLessThanOrEqual(50);
    expect(Math.max(...detections.map(({ redial }) => redial))).toBeLessThan(1_000);
  },
);
