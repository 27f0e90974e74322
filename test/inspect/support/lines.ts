import type { TimelineRecord } from '../../../src/inspect/index.ts';

/** Records in short: `+1010 after.pingInterval open → awaiting-pong (link 1, pongTimeout 500)`. */
export function linesOf(records: readonly TimelineRecord[], start = records[0]?.time ?? 0): string[] {
  return records.map(({ time, kind, event, from, to, link, deadline, delay, cause, silence, roundTrip }) =>
    [
      `+${time - start}`,
      event ?? kind,
      from === undefined ? to : `${from} → ${to}`,
      link && `link ${link}`,
      cause && `${cause} ${silence}`,
      deadline && `${deadline} ${delay}`,
      roundTrip !== undefined && `${roundTrip} ms`,
    ]
      .filter((part) => part !== undefined && part !== false && part !== 0)
      .join(', '),
  );
}
