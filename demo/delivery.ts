import type { DropReason } from 'heartwire';

/**
 * What became of a message. `queued`: the outbox has it. `sent`: the socket has it. `delivered`: the server said so.
 * `unconfirmed`: its link was lost before the server said anything. `dropped`: nobody has it.
 */
export type Fate = 'queued' | 'sent' | 'delivered' | 'unconfirmed' | 'dropped';

export interface Delivery {
  readonly id: number;
  readonly text: string;
  fate: Fate;
  reason?: DropReason;
}

/** Follows messages from the box to the server's receipt. */
export function deliveries() {
  const all: Delivery[] = [];
  const find = (id: number) => all.find((delivery) => delivery.id === id);
  const turn = (from: Fate, to: Fate): void => {
    for (const delivery of all) if (delivery.fate === from) delivery.fate = to;
  };
  return {
    all: all as readonly Delivery[],
    /** Messages that wait in the outbox. */
    get waiting(): number {
      return all.filter(({ fate }) => fate === 'queued').length;
    },
    add(text: string): Delivery {
      const delivery: Delivery = { id: all.length + 1, text, fate: 'queued' };
      all.push(delivery);
      return delivery;
    },
    /** The outbox and the socket are empty: what waited has been written. */
    written: () => turn('queued', 'sent'),
    /** The link is gone, and with it the answers to what was under way. */
    lost: () => turn('sent', 'unconfirmed'),
    delivered(id: number): void {
      const delivery = find(id);
      if (delivery) delivery.fate = 'delivered';
    },
    dropped(id: number, reason: DropReason): void {
      const delivery = find(id);
      if (delivery) Object.assign(delivery, { fate: 'dropped', reason });
    },
  };
}
