import type { InspectionEvent, StateValue } from 'xstate';
import type { Connection } from '../connection.ts';
import { guarded } from '../listeners.ts';
import { statusOf } from '../machines/connection-parts.ts';
import type { DropReason } from '../outbox.ts';
import { lossFields } from './loss-fields.ts';
import { delayOf, runningDeadline } from './running-deadline.ts';
import type { TimelineEntry } from './timeline-record.ts';

/** What a recorder needs of a connection, whatever its messages are. */
export interface ConnectionSource extends Pick<Connection<never, never>, 'actor' | 'bufferedAmount'> {
  on(name: 'pong', listener: (event: { readonly latency: number }) => void): () => void;
  on(name: 'drop', listener: (event: { readonly reason: DropReason }) => void): () => void;
}

/** Writes down what a connection does until the returned function is called. Listens to no message. */
export function watchConnection(
  connection: ConnectionSource,
  write: (entry: TimelineEntry) => void,
  reasons: boolean,
): () => void {
  const { actor } = connection;
  const { host } = actor.getSnapshot().context;
  const deadline = runningDeadline(actor);
  let from = statusOf(actor.getSnapshot());
  let silence: number | undefined;

  const now = (): number => Math.round(host().environment.now());

  const standing = (time: number) => {
    const snapshot = actor.getSnapshot();
    const { link, attempt } = snapshot.context;
    return {
      to: statusOf(snapshot),
      state: pathOf(snapshot.value),
      link,
      attempt,
      ...deadline(time),
      bufferedAmount: connection.bufferedAmount,
    };
  };

  const step = (event: string): void => {
    const time = now();
    const { cause, verdict } = actor.getSnapshot().context;
    const lost =
      silence !== undefined && cause ? { ...lossFields(cause, verdict, reasons), silence } : undefined;
    silence = undefined;
    const after = standing(time);
    write({ time, kind: 'transition', event, from, ...after, ...lost });
    from = after.to;
  };

  const inspect = (inspected: InspectionEvent): void => {
    if (inspected.actorRef !== actor) return;
    // The chart announces a loss before the next link is heard for the first time.
    if (inspected.type === '@xstate.action' && inspected.action.type === 'announceLost') {
      silence = Math.max(0, now() - Math.round(host().heardAt));
    } else if (inspected.type === '@xstate.snapshot') step(eventName(inspected.event.type));
  };

  const happened = (kind: 'pong' | 'drop', fields: Partial<TimelineEntry>): void => {
    const { link } = actor.getSnapshot().context;
    write({ time: now(), kind, link, ...fields, bufferedAmount: connection.bufferedAmount });
  };

  const attachedAt = now();
  write({ time: attachedAt, kind: 'attached', ...standing(attachedAt) });
  // An inspector that throws would end the actor.
  const subscription = actor.system.inspect((inspected) => guarded(() => inspect(inspected)));
  const offs = [
    connection.on('pong', ({ latency }) => happened('pong', { roundTrip: latency })),
    connection.on('drop', ({ reason }) => happened('drop', { reason })),
  ];
  return () => {
    subscription.unsubscribe();
    for (const off of offs) off();
    const { link } = actor.getSnapshot().context;
    write({ time: now(), kind: 'detached', link, to: from });
  };
}

/** As charts and models of this library write it: `after.pongTimeout`. */
const eventName = (type: string): string => {
  const delay = delayOf(type);
  return delay === undefined ? type : `after.${delay}`;
};

function pathOf(value: StateValue): string {
  if (typeof value === 'string') return value;
  return Object.entries(value)
    .map(([key, inner]) => (inner === undefined ? key : `${key}.${pathOf(inner)}`))
    .join();
}
