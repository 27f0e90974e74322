import { describe, expect, inject, test } from 'vitest';
import { answerOf, type Implementation } from './conformance/differences/index.ts';
import { patient } from './conformance/patient.ts';
import { observed } from './conformance/row.ts';
import { rows } from './conformance/rows.ts';

const subjects: readonly [name: string, implementation: Implementation, Socket: unknown][] = [
  ['the drop-in in Chromium', 'drop-in', patient()],
  ["Chromium's WebSocket", 'chromium', WebSocket],
];

/** Chromium lets a page wait for seconds that has dialed in vain often. */
const PATIENCE = 20_000;

describe.each(subjects)('%s', (_, implementation, Socket) => {
  for (const row of rows) {
    test(row.title, { timeout: PATIENCE + 5_000 }, async () => {
      expect(await observed(row, Socket, inject('control'), PATIENCE)).toEqual(
        answerOf(row, [implementation]),
      );
    });
  }
});
