import type { TimelineEntry } from './timeline-record.ts';

/**
 * Leaves out what a heartbeat does while all is well: the ping that is answered, its answer, and the timer that is set anew. A ping is
 * held back until it is known what became of it, and then written before what came of it, with the time at which it went out.
 */
export function withoutHealthyBeats(write: (entry: TimelineEntry) => void): (entry: TimelineEntry) => void {
  let ping: TimelineEntry | undefined;
  return (entry) => {
    const { kind, event, from, to } = entry;
    if (kind === 'pong') return;
    if (event === 'after.pingInterval') {
      if (to === 'awaiting-pong') ping = entry;
      return;
    }
    const asked = ping;
    ping = undefined;
    if (asked && event === 'peer.heard' && from === 'awaiting-pong' && to === 'open') return;
    if (asked) write(asked);
    write(entry);
  };
}
