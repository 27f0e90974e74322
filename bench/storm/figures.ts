import { BIN, type Outcome } from './storm.ts';

/** What a storm comes down to. Times in s from the server's return; `undefined` where it never came to that. */
export interface Figures {
  /** Most arrivals in 100 ms and in a second, as shares of the fleet, over the whole run. */
  readonly peak100ms: number;
  readonly peakSecond: number;
  readonly attemptsPerClient: number;
  /** Until 50, 99 and 100 % were back. */
  readonly half: number | undefined;
  readonly most: number | undefined;
  readonly all: number | undefined;
  readonly gaveUp: number;
  readonly back: number;
}

/**
 * How long the last of 99 % must wait at any policy, in s from the server's return: a server that lets in 5,000 a second has let
 * in 990,000 after 198 s, in its 199th second.
 */
export const boundOf = ({ clients, acceptRate }: { clients: number; acceptRate: number }): number =>
  Math.floor((0.99 * clients) / acceptRate) + 1;

export function figuresOf({ scenario, arrivals, accepted, attempts, gaveUp }: Outcome): Figures {
  const { clients, down } = scenario;
  const until = (share: number) => {
    let total = 0;
    const bin = accepted.findIndex((count) => {
      total += count;
      return total >= share * clients;
    });
    return bin < 0 ? undefined : ((bin + 1) * BIN - down) / 1_000;
  };
  return {
    peak100ms: most(arrivals) / clients,
    peakSecond: most(perSecond(arrivals)) / clients,
    attemptsPerClient: attempts / clients,
    half: until(0.5),
    most: until(0.99),
    all: until(1),
    gaveUp: gaveUp / clients,
    back: accepted.reduce((total, count) => total + count, 0) / clients,
  };
}

/** Counts per 100 ms as counts per second. */
export function perSecond(counts: Uint32Array): number[] {
  const length = Math.ceil((counts.length * BIN) / 1_000);
  const bins = 1_000 / BIN;
  return Array.from({ length }, (_, second) =>
    counts.subarray(second * bins, (second + 1) * bins).reduce((total, count) => total + count, 0),
  );
}

function most(counts: Iterable<number>): number {
  let found = 0;
  for (const count of counts) found = Math.max(found, count);
  return found;
}
