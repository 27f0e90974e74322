import { describe, expect, test } from 'vitest';
import type { PresetRow, RunningServer } from './preset-row.ts';
import { freeze, stay } from './try-preset.ts';

/** A title, and a row of any types. */
export type TitledRow = readonly [title: string, row: PresetRow<never, never, never>];

/** Makes a row of the table out of a row of any types. */
export const titled = <In, Out, Server extends RunningServer>(
  title: string,
  row: PresetRow<In, Out, Server>,
): TitledRow => [title, row as unknown as PresetRow<never, never, never>];

/** Holds presets to what each must do at its real server. */
export function presetTests(rows: readonly TitledRow[]): void {
  describe.concurrent.each(rows)('%s', (_, row) => {
    // A machine that stands still for long loses its link, rightly.
    test('stays open over 20 intervals, and works then', { timeout: 90_000, retry: 1 }, async () => {
      const { beats, ...rest } = await stay(row, 20);
      expect(rest).toEqual({ status: 'open', dials: 1, losses: [] });
      expect(beats).toBeGreaterThanOrEqual(18);
      expect(beats).toBeLessThanOrEqual(22);
    });

    test('reports a frozen link within its own rule ± 10 %, and comes back with the network', async () => {
      const { after, ...rest } = await freeze(row);
      expect(rest).toEqual({ code: 'ERR_HEARTWIRE_PONG_TIMEOUT', isBack: true });
      expect(after).toBeGreaterThanOrEqual(0.9 * row.rule);
      expect(after).toBeLessThanOrEqual(1.1 * row.rule);
    });
  });
}
