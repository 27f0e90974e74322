import { utf8Length } from '../../close-codes.ts';
import type { OutboxLimits } from '../../outbox.ts';
import type { WireData } from '../../ports/transport.ts';
import type { Invariant } from './invariants.ts';
import type { Socket } from './wire.ts';

type Fate = 'offered' | 'queued' | 'sent' | 'dropped';
type Violate = (invariant: Invariant, detail: string) => void;

/** What became of each message that one client's app gave to `send()`. */
export interface Ledger {
  /** A message is about to be given to `send()`; answers its number, from 1. */
  offer(write: (number: number) => WireData): number;
  /** What `send()` said, or that it threw. */
  answered(number: number, answer: 'sent' | 'queued' | 'refused' | 'threw'): void;
  written(number: number, socket: Socket): void;
  dropped(number: number, reason: string): void;
  /** To be asked when all listeners have heard of what happened. */
  check(bufferedAmount: number, inSocket: number): void;
  readonly queued: number;
  /** How many messages had each fate. */
  totals(): Readonly<Record<Fate, number>>;
}

/** Builds the ledger of a client whose outbox has these limits; `false` is none. */
export function createLedger(limits: OutboxLimits | false, violate: Violate): Ledger {
  const fates: (Fate | undefined)[] = [];
  const queuedBytes = new Map<number, number>();
  const offeredBytes = new Map<number, number>();
  let waiting = 0;

  const settle = (number: number, fate: Fate): void => {
    offeredBytes.delete(number);
    waiting -= queuedBytes.get(number) ?? 0;
    queuedBytes.delete(number);
    fates[number] = fate;
  };
  const expected: Record<'sent' | 'queued' | 'refused', readonly Fate[]> = {
    sent: ['sent'],
    // A listener that heard of a loss on the way may have closed the connection.
    queued: ['offered', 'dropped'],
    // Its drop event may still be waiting for the event at hand to be over.
    refused: ['dropped', 'offered'],
  };

  return {
    offer(write) {
      const number = Math.max(1, fates.length);
      offeredBytes.set(number, byteLength(write(number)));
      fates[number] = 'offered';
      return number;
    },
    answered(number, answer) {
      const fate = fates[number] as Fate;
      if (answer === 'threw') return settle(number, 'dropped');
      if (!expected[answer].includes(fate)) {
        violate('accounted-for', `send() answered ${answer} to message ${number}, which was ${fate}`);
      }
      if (answer !== 'queued' || fate !== 'offered') return;
      const bytes = offeredBytes.get(number) ?? 0;
      settle(number, 'queued');
      queuedBytes.set(number, bytes);
      waiting += bytes;
    },
    written(number, socket) {
      const fate = fates[number];
      if (fate !== 'offered' && fate !== 'queued') {
        violate('written-once', `message ${number} was written when it was ${fate ?? 'unknown'}`);
      }
      if (number <= socket.lastWritten) {
        violate('written-once', `message ${number} was written after ${socket.lastWritten} on one link`);
      }
      socket.lastWritten = number;
      socket.writes += 1;
      settle(number, 'sent');
    },
    dropped(number, reason) {
      const fate = fates[number];
      if (fate !== 'offered' && fate !== 'queued') {
        violate(
          'accounted-for',
          `message ${number} was dropped (${reason}) when it was ${fate ?? 'unknown'}`,
        );
      }
      settle(number, 'dropped');
    },
    check(bufferedAmount, inSocket) {
      for (const number of offeredBytes.keys()) {
        violate('accounted-for', `message ${number} was neither sent, queued nor dropped`);
      }
      if (bufferedAmount !== waiting + inSocket) {
        const detail = `bufferedAmount is ${bufferedAmount}; ${waiting} bytes wait, ${inSocket} in the socket`;
        violate('outbox-bounds', detail);
      }
      const most = limits || { maxMessages: 0, maxBytes: 0 };
      if (queuedBytes.size > most.maxMessages || waiting > most.maxBytes) {
        const detail = `${queuedBytes.size} messages of ${waiting} bytes wait; ${most.maxMessages} of ${most.maxBytes} may`;
        violate('outbox-bounds', detail);
      }
    },
    get queued() {
      return queuedBytes.size;
    },
    totals() {
      const totals = { offered: 0, queued: 0, sent: 0, dropped: 0 };
      for (const fate of fates) if (fate) totals[fate] += 1;
      return totals;
    },
  };
}

function byteLength(data: WireData): number {
  if (typeof data === 'string') return utf8Length(data);
  return 'size' in data ? data.size : data.byteLength;
}
