import { expect, inject, test } from 'vitest';
import { ws } from '../../src/adapters/ws.ts';
import { raw } from '../../src/dialects/raw.ts';
import { text } from '../../src/dialects/text.ts';
import { detectFrozenLinks } from './support/frozen-links.ts';
import { summary } from './support/summary.ts';

const ground = { transport: () => ws(), control: inject('control') };

test.each([
  ['control frames', raw],
  ['text frames', text],
])(
  '20 of 20 frozen links that ws beats with %s are lost at most 350 ms after the last frame heard, and dialed again at once',
  { timeout: 60_000 },
  async (beats, dialect) => {
    const { detections, discarded } = await detectFrozenLinks(ground, dialect, 20);
    const times = detections.map(({ after }) => after);
    summary(`lost with ws and ${beats}, ms after the last frame (${discarded} more not counted)`, times);
    expect(detections.map(({ code }) => code)).toEqual(Array(20).fill('ERR_HEARTWIRE_PONG_TIMEOUT'));
    expect(Math.max(...times)).toBeLessThanOrEqual(350);
    expect(Math.max(...detections.map(({ redial }) => redial))).toBeLessThan(1_000);
  },
);
