import type { PeerStatus } from '../machines/peer-parts.ts';
import type { Loss } from '../ports/loss.ts';
import type { RefusalReason } from '../server/events.ts';
import { lossFields } from './loss-fields.ts';
import type { TimelineEntry } from './timeline-record.ts';

interface RecordedPeer {
  readonly id: number;
  readonly status: PeerStatus;
  readonly latency: number | undefined;
}

interface RecordedRefusal {
  readonly status: number;
  readonly reason: RefusalReason;
}

/** What a recorder needs of a supervisor, whatever its messages and users are. */
export interface SupervisorSource {
  readonly peers: Iterable<RecordedPeer>;
  on(name: 'peer', listener: (peer: RecordedPeer) => void): () => void;
  on(
    name: 'lost',
    listener: (event: {
      readonly peer: RecordedPeer;
      readonly cause: Loss;
      readonly silence: number;
    }) => void,
  ): () => void;
  on(
    name: 'gone',
    listener: (event: { readonly peer: RecordedPeer; readonly cause: Loss }) => void,
  ): () => void;
  on(name: 'refused', listener: (refusal: RecordedRefusal) => void): () => void;
}

/** Writes down who comes to a server and who goes until the returned function is called. Listens to no message. */
export function watchSupervisor(
  supervisor: SupervisorSource,
  write: (entry: TimelineEntry) => void,
  reasons: boolean,
): () => void {
  const record = (kind: TimelineEntry['kind'], fields: Partial<TimelineEntry> = {}): void =>
    write({ time: Date.now(), kind, ...fields });

  record('attached');
  // Who is there already comes now.
  for (const { id, status } of supervisor.peers) record('peer', { link: id, to: status });
  const offs = [
    supervisor.on('peer', ({ id, status }) => record('peer', { link: id, to: status })),
    supervisor.on('lost', ({ peer, cause, silence }) =>
      record('lost', {
        link: peer.id,
        to: peer.status,
        ...lossFields(cause, cause.verdict, reasons),
        silence,
      }),
    ),
    supervisor.on('gone', ({ peer, cause }) =>
      record('gone', {
        link: peer.id,
        to: peer.status,
        ...lossFields(cause, cause.verdict, reasons),
        ...(peer.latency !== undefined && { roundTrip: peer.latency }),
      }),
    ),
    supervisor.on('refused', ({ status, reason }) => record('refused', { httpStatus: status, reason })),
  ];
  return () => {
    for (const off of offs) off();
    record('detached');
  };
}
