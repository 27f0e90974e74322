import type { Parts } from '../machines/parts.ts';
import { peerTable as table } from '../machines/peer.table.ts';
import {
  type PeerContext,
  type PeerEffectName,
  type PeerEvent,
  type PeerStatus,
  type PeerWorld,
  peerDelays,
  peerGuards,
  peerUpdates,
} from '../machines/peer-parts.ts';
import { type Runner, runTable } from '../machines/run-table.ts';
import type { Leaf } from '../machines/table.ts';
import type { BeatTimes } from '../ports/dialect.ts';
import type { Loss } from '../ports/loss.ts';
import type { TimerWheel, WheelEntry } from './timer-wheel.ts';

/** What a row needs of the supervisor that keeps it. */
export interface RowHost extends PeerWorld {
  /** Gives the chart of a row an event. */
  tell(row: PeerRow, event: PeerEvent): void;
}

/** The public status of each leaf. */
export const statuses: readonly PeerStatus[] = table.leaves.map(({ tags: [tag] }) => tag as PeerStatus);

const leafOf = (path: string): number => table.leaves.findIndex((leaf) => leaf.path === path);

export const AUTHENTICATING = leafOf('connected.authenticating');
export const AWAITING_PONG = leafOf('connected.open.awaitingPong');

/** What each leaf is told when its deadline passes. */
const passed = table.leaves.map(deadlineOf);

/** The chart's state of one peer, as small as it gets: one wheel entry, since no leaf of the chart waits for two deadlines. */
export class PeerRow implements PeerContext, WheelEntry {
  readonly host: () => RowHost;
  times: BeatTimes;
  phase = 0;
  pings = 0;
  pingedAt = 0;
  /** Declared, so that a row has no place for it before it has one: at its end. */
  declare cause: Loss | undefined;
  leaf = -1;
  /** When the peer was last heard, by the wheel's `time`. */
  heardAt: number;
  due = 0;
  next: WheelEntry | undefined = undefined;
  previous: WheelEntry | undefined = undefined;

  constructor(host: () => RowHost, heardAt: number) {
    this.host = host;
    this.times = host().policy.times;
    this.heardAt = heardAt;
  }

  expired(): void {
    const event = passed[this.leaf];
    if (event) this.host().tell(this, event);
  }
}

/** What the chart asks of the world, for rows of one kind. */
export type RowEffects<Row> = Readonly<Record<PeerEffectName, (row: Row, event: PeerEvent) => void>>;

/** Runs rows by the peer chart: their deadlines in `wheel`, their effects done by `effects`. */
export function rowRunner<Row extends PeerRow>(
  wheel: TimerWheel,
  effects: RowEffects<Row>,
): Runner<Row, PeerEvent> {
  return runTable<Row, PeerEvent>(table, {
    // What an update of the chart changes is in every kind of row, which TypeScript cannot tell of a generic one.
    updates: peerUpdates as unknown as Parts<Row, PeerEvent>['updates'],
    guards: peerGuards,
    delays: peerDelays,
    effects,
    hands: {
      start: (row, _, ms) => wheel.arm(row, ms),
      stop: (row) => wheel.disarm(row),
    },
  });
}

function deadlineOf({ path, on }: Leaf): PeerEvent | undefined {
  const [event, second] = Object.keys(on).filter((name) => name.startsWith('after.'));
  if (second) throw new Error(`${path} waits for two deadlines, and a row has one wheel entry`);
  // The table's name for a delay that has passed, which the chart's own type of events leaves out.
  return event === undefined ? undefined : ({ type: event } as unknown as PeerEvent);
}
