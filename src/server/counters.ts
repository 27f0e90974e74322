import { guarded } from '../listeners.ts';

/** Counts since the supervisor began, but for `peers`, `pending` and `bytesBuffered`, which are of now. */
export interface Counters {
  /** Peers that are there. */
  readonly peers: number;
  /** Accepted clients that are not there yet: in the dialect's handshake, or about to say who they are. */
  readonly pending: number;
  readonly accepted: number;
  readonly refused: number;
  readonly lost: number;
  readonly gone: number;
  readonly pingsOut: number;
  readonly pongsIn: number;
  readonly messagesIn: number;
  readonly messagesOut: number;
  /** Bytes that were sent and that the network has not taken, of all peers. */
  readonly bytesBuffered: number;
}

/**
 * What happens, and its value: `accepted`, `gone` and `refused` 1; `lost` the silence before in ms; `roundTrip` in ms; `tickDelay`
 * how late a tick of the wheel came in ms, which is how long the event loop was blocked.
 */
export type Metric = 'accepted' | 'refused' | 'lost' | 'gone' | 'roundTrip' | 'tickDelay';

/** Takes a measurement: for a histogram or counter of OpenTelemetry or Prometheus. `attributes`: `code` of a loss, `reason` and `status` of a refusal. */
export type Observer = (
  metric: Metric,
  value: number,
  attributes: Readonly<Record<string, string | number>>,
) => void;

const none = {};

/** What a supervisor counts, and whom it tells. */
export class Tally {
  accepted = 0;
  refused = 0;
  lost = 0;
  gone = 0;
  pingsOut = 0;
  pongsIn = 0;
  messagesIn = 0;
  messagesOut = 0;
  #observers: readonly Observer[] = [];

  observe(observer: Observer): () => void {
    // A wrapper of its own, so that one function can observe twice.
    const own: Observer = (...measurement) => observer(...measurement);
    this.#observers = [...this.#observers, own];
    return () => {
      this.#observers = this.#observers.filter((other) => other !== own);
    };
  }

  record(metric: Metric, value: number, attributes: Readonly<Record<string, string | number>> = none): void {
    for (const observer of this.#observers) guarded(() => observer(metric, value, attributes));
  }

  snapshot(peers: number, pending: number, bytesBuffered: number): Counters {
    const { accepted, refused, lost, gone, pingsOut, pongsIn, messagesIn, messagesOut } = this;
    return {
      ...{ peers, pending, accepted, refused, lost, gone, pingsOut, pongsIn },
      ...{ messagesIn, messagesOut, bytesBuffered },
    };
  }
}
