import { describe, expect, test } from 'vitest';
import { repeated, worse } from '../dropin/compare.ts';
import { type Fault, type Outcome, play, QUICK } from '../dropin/play.ts';
import type { ClientRow } from '../dropin/row.ts';
import { rows } from '../dropin/rows.ts';
import type { Kind } from '../dropin/sockets.ts';

/** How much later than promised a frozen link may be noticed, in ms. */
const MARGIN = 100;

const faults: readonly (readonly [said: string, fault: Fault])[] = [
  ['cut by an RST', 'cut'],
  ['cut, and refused for 600 ms', 'refused'],
  ['cut by the restart of its server', 'restarted'],
];

const summary = ({ isBack, connections, seen: [before, , , after] }: Outcome) => ({
  isBack,
  connections,
  before,
  after,
});

for (const row of rows) {
  const why = row.missing?.();
  if (why) console.warn(`interop: ${row.name} is not tested: ${why}`);
}

/** Plays a fault over the drop-in and over a bare WebSocket, and holds the drop-in to what the bare one comes to. */
async function compare(row: ClientRow, fault: Fault, kind: Kind): Promise<readonly [Outcome, Outcome]> {
  const [ours, bare] = await Promise.all([play(row, fault, kind), play(row, fault, 'bare')]);
  expect(summary(ours)).toEqual({ isBack: true, connections: 1, before: 'once', after: 'once' });
  expect(worse(ours, bare)).toEqual([]);
  // In the other mode a bare one never comes back: there is nothing to compare.
  if (row.mode === 'single link') expect(repeated(ours, bare)).toEqual([]);
  expect(bare.isBack).toBe(row.mode === 'single link');
  return [ours, bare];
}

/** A machine that stands still for long loses its link, rightly. */
const again = { retry: 2 };

describe.concurrent.each(rows)('$name, $mode', (row) => {
  const given = test.skipIf(row.missing?.());

  given.each(faults)('%s in mid-work: works again, over one connection', again, async (_, fault) => {
    const [ours] = await compare(row, fault, 'drop-in');
    if (fault === 'cut') expect({ seen: ours.seen[1], runs: ours.runs[1] }).toEqual(row.underWay);
  });

  const kinds: readonly Kind[] = row.beat ? ['drop-in', 'drop-in in a page'] : ['drop-in'];

  given.each(kinds)(
    'frozen in mid-work: the %s replaces the link in time, a bare WebSocket never',
    again,
    async (kind) => {
      const [{ end }, bare] = await compare(row, 'frozen', kind);
      expect([end?.cause, bare.end]).toEqual(['ERR_HEARTWIRE_PONG_TIMEOUT', undefined]);
      // A timer that comes late is no verdict: where the event loop stood still it takes one more ping.
      const bound = QUICK.pingInterval + QUICK.pongTimeout + MARGIN;
      if (!end?.isSpoiled) expect(end?.after).toBeLessThanOrEqual(bound);
    },
  );
});
