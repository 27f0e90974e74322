import type { Difference } from './index.ts';

/** Of Chromium's own WebSocket. */
export const chromium: readonly Difference[] = [
  {
    why: 'it cuts a code to an integer, where [Clamp] rounds to the nearest and to the even of two',
    answers: [
      ['close(4999.5) is refused', ['nothing', 2]],
      [/^close\((999|2999)\.5\)$/, 'rejects with InvalidAccessError'],
      ['close(3001.5)', [2, [3_001, '', true]]],
    ],
  },
  {
    why: 'it takes a code that is left out before a reason for 0; the standard does not say how a reason travels alone',
    answers: [
      ["close(undefined, 'reason')", 'rejects with InvalidAccessError'],
      [/^close\(\) with such a reason without a code in/, ['InvalidAccessError DOMException', true]],
    ],
  },
];
