import type { InspectionEvent } from 'xstate';
import { edgesIn } from './edges-walked.ts';
import type { Invariant } from './invariants.ts';
import { SECRET } from './secrets.ts';
import type { Tally } from './tally.ts';

/** One record in so many is searched for credentials: writing a snapshot as JSON costs more than all else. */
const SEARCHED = 64;

/** Builds an inspector of a connection's actor that counts the edges taken, and searches records for credentials. */
export function inspector(
  tally: Tally,
  violate: (invariant: Invariant, detail: string) => void,
): (event: InspectionEvent) => void {
  let records = 0;
  return (event) => {
    for (const edge of edgesIn(event)) tally.count('edge', edge);
    records += 1;
    if (records % SEARCHED > 0 || event.type !== '@xstate.microstep') return;
    const record = JSON.stringify([event.event, event.snapshot]);
    if (record.includes(SECRET)) violate('no-secret', `the record of ${event.event.type} holds a credential`);
  };
}
