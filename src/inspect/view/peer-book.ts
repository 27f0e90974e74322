import type { TimelineRecord } from '../timeline-record.ts';

/** Most peers that are remembered after they have gone. */
const KEPT = 50;

/** One client of a server, as records tell of it. */
export interface BookedPeer {
  readonly id: number;
  /** When it came; `undefined` of one that was never there, or that came before the oldest record. */
  readonly from: number | undefined;
  /** When it went. */
  to?: number;
  /** Why: the code of its loss. */
  cause?: string;
  closeCode?: number;
  /** Of the last ping that it answered, in ms. */
  roundTrip?: number;
}

/** Who came to a server and who went. */
export interface PeerBook {
  /** Those that are there, in the order of their coming; then those that went, the latest first. */
  readonly peers: readonly BookedPeer[];
  readonly present: number;
  /** How many came, were lost, and were refused, since the first record. */
  readonly came: number;
  readonly lost: number;
  readonly refused: number;
  add(record: TimelineRecord): void;
}

/** Starts to keep a server's book of peers. */
export function peerBook(): PeerBook {
  const present = new Map<number, BookedPeer>();
  let past: BookedPeer[] = [];
  const counts = { came: 0, lost: 0, refused: 0 };
  /** By id of their records: one record can come again, standing for more. */
  let refusal = { id: 0, count: 0 };

  const went = (id: number, record: TimelineRecord): void => {
    const { time, cause, closeCode, roundTrip } = record;
    const peer = present.get(id) ?? past.find((other) => other.id === id) ?? { id, from: undefined };
    peer.to ??= time;
    Object.assign(
      peer,
      cause && { cause },
      closeCode && { closeCode },
      roundTrip !== undefined && { roundTrip },
    );
    present.delete(id);
    past = [peer, ...past.filter((other) => other !== peer)].slice(0, KEPT);
  };

  return {
    get peers() {
      return [...present.values(), ...past];
    },
    get present() {
      return present.size;
    },
    get came() {
      return counts.came;
    },
    get lost() {
      return counts.lost;
    },
    get refused() {
      return counts.refused;
    },
    add(record) {
      const { kind, link = 0, time } = record;
      if (kind === 'peer') {
        counts.came += 1;
        present.set(link, { id: link, from: time });
      } else if (kind === 'lost') {
        counts.lost += 1;
        went(link, record);
      } else if (kind === 'gone') went(link, record);
      else if (kind === 'refused') {
        const count = record.count ?? 1;
        counts.refused += record.id === refusal.id ? count - refusal.count : count;
        refusal = { id: record.id, count };
      } else if (kind === 'detached') present.clear();
    },
  };
}
