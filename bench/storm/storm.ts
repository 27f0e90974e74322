import type { Announcer } from './announce.ts';
import { chance, withMathRandom } from './chance.ts';
import type { NextDelay, Policy } from './policy.ts';

/** What happens to a fleet. Times in ms, rates per second. */
export interface Scenario {
  readonly clients: number;
  /** How long the server is away; every client lost it at 0. */
  readonly down: number;
  /** How many a server that does nothing else lets in. */
  readonly acceptRate: number;
  /** The share of an accept that a refused attempt costs a server that is up. */
  readonly refusalCost: number;
  /** When to stop looking. */
  readonly horizon: number;
  readonly seed: number;
  /** Makes what a server says to those that it refuses; without one it says nothing. */
  readonly announcer?: Announcer | undefined;
}

/** What happened, in counts per 100 ms from the loss on. */
export interface Outcome {
  readonly scenario: Scenario;
  readonly arrivals: Uint32Array;
  readonly accepted: Uint32Array;
  readonly attempts: number;
  readonly gaveUp: number;
}

/** Length of a count, in ms. */
export const BIN = 100;
/** The clock goes in steps of so many ms. */
const TICK = 10;
/** The accept queue, in ms of work: between Node's 511 and Linux' 4,096 connections, at 5,000 a second. */
const QUEUE = 500;
/** A server that let nobody in for twice so long, in ms, while it came to owe more and more, is kept down by its clients. */
const WATCH = 195_000;

/**
 * A fleet loses its server at 0 and comes back as its policy says. A dial takes no time. While the server is away a dial fails
 * at once and costs nothing. When it is up, it does 1 unit of work per accept and `refusalCost` per refusal, all of it, in
 * order; it accepts whom it has room for in its queue, and refuses the others at once.
 */
export function storm(policy: Policy, scenario: Scenario): Outcome {
  const random = chance(scenario.seed);
  return withMathRandom(random, () => run(policy.fleet(scenario.clients, random), scenario, random));
}

function run(next: NextDelay, scenario: Scenario, random: () => number): Outcome {
  const { clients, down, horizon, refusalCost } = scenario;
  const timers = timetable(clients, horizon);
  const attempt = new Uint16Array(clients).fill(1);
  const arrivals = new Uint32Array(Math.ceil(horizon / BIN));
  const accepted = new Uint32Array(arrivals.length);
  const perTick = (scenario.acceptRate * TICK) / 1_000;
  const mostCredit = Math.max(1, (scenario.acceptRate * QUEUE) / 1_000);
  const announcement = scenario.announcer?.(scenario, random);
  let credit = mostCredit;
  const isStuck = watch(down);
  let [attempts, back, gaveUp] = [0, 0, 0];

  const wait = (client: number, now: number, retryAfter: number) => {
    const delay = next(attempt[client] ?? 0, now, client, retryAfter);
    if (delay === undefined) gaveUp += 1;
    else timers.set(client, now + delay);
  };

  const arrive = (client: number, now: number) => {
    attempts += 1;
    const bin = Math.floor(now / BIN);
    arrivals[bin] = (arrivals[bin] ?? 0) + 1;
    const isUp = now >= down;
    if (isUp && credit >= 1) {
      credit -= 1;
      back += 1;
      accepted[bin] = (accepted[bin] ?? 0) + 1;
      return;
    }
    if (isUp) credit -= refusalCost;
    attempt[client] = (attempt[client] ?? 0) + 1;
    const retryAfter = isUp && announcement ? announcement(now - down, back, Math.max(0, -credit)) : 0;
    wait(client, now, retryAfter);
  };

  for (let client = 0; client < clients; client += 1) wait(client, 0, 0);
  for (let now = 0; now < horizon && back + gaveUp < clients && !isStuck(now, back, credit); now += TICK) {
    if (now > down) credit = Math.min(mostCredit, credit + perTick);
    timers.drain(now, arrive);
  }
  return { scenario, arrivals, accepted, attempts, gaveUp };
}

/** Says when a server is kept down for good. */
function watch(from: number): (now: number, back: number, credit: number) => boolean {
  let before = { at: from, back: 0, credit: 0, strikes: 0 };
  return (now, back, credit) => {
    if (now >= before.at + WATCH) {
      const isWorse = back === before.back && credit < before.credit;
      before = { at: now, back, credit, strikes: isWorse ? before.strikes + 1 : 0 };
    }
    return before.strikes >= 2;
  };
}

/** Who is due when: a bucket per tick, each a list threaded through one array. A client has at most one time. */
function timetable(clients: number, horizon: number) {
  const first = new Int32Array(Math.ceil(horizon / TICK)).fill(-1);
  const following = new Int32Array(clients);
  return {
    set(client: number, time: number): void {
      const tick = Math.floor(time / TICK);
      if (tick >= first.length) return;
      following[client] = first[tick] ?? -1;
      first[tick] = client;
    },
    /** Calls `visit` for all that are due in this tick, those too that it sets for this tick again. */
    drain(now: number, visit: (client: number, now: number) => void): void {
      const tick = now / TICK;
      for (let client = first[tick] ?? -1; client >= 0; client = first[tick] ?? -1) {
        first[tick] = -1;
        while (client >= 0) {
          const after = following[client] ?? -1;
          visit(client, now);
          client = after;
        }
      }
    },
  };
}
