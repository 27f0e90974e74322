import { RETRY_AFTER_JITTER } from '../../src/defaults.ts';
import type { Scenario } from './storm.ts';

/**
 * Says to a refused client in how many ms to come back, a whole number of seconds, as the header `Retry-After` has it.
 * `sinceBack`: ms since the server is up. `back`: whom it has let in. `debt`: work in arrears, in accepts.
 */
export type Announcement = (sinceBack: number, back: number, debt: number) => number;

/** All that a server knows of the storm is in the scenario: how many clients it had, its rate, and what a refusal costs it. */
export type Announcer = (scenario: Scenario, random: () => number) => Announcement;

const wholeSeconds = (ms: number) => Math.max(1, Math.round(ms / 1_000)) * 1_000;

/** The plain way: half of the time that the rest will take, the same for everybody, since our client waits 1–2 × of it. */
export const sameForAll: Announcer =
  ({ clients, acceptRate }) =>
  (_sinceBack, back) =>
    wholeSeconds((clients - back) / acceptRate / 0.002);

/** How often the plan is made anew, in ms. */
const REPLAN = 100;
/** The shortest wait that is planned, in ms: below, a client would come back into the same crowd. */
const SHORTEST = 2_000;
/** Clients that were not heard of yet come within about so many seconds, the server believes before it has seen any. */
const FIRST_GUESS = 20;

/**
 * Plans the arrivals: keeps count, second by second, of those that it sent away, and hands out waits so that the time until the
 * last is in fills evenly. A client that is told w comes between w and 2w, so the waits T/2, T/4, T/8 … cover all of 0–T without
 * overlap; each is given out as often as its stretch has room.
 */
export const planned: Announcer = (scenario, random) => {
  const { clients, acceptRate } = scenario;
  const calendar = new Float64Array(Math.ceil(scenario.horizon / 1_000) + 1);
  let choices: readonly Choice[] = [];
  let plannedAt = -Infinity;
  let arrived = 0;

  return (sinceBack, back, debt) => {
    arrived += 1;
    if (sinceBack >= plannedAt + REPLAN) {
      const second = Math.floor(sinceBack / 1_000);
      const expected = loads(calendar);
      const booked = sum(expected, second + 1);
      const unseen = Math.max(0, clients - back - booked);
      const isFirst = plannedAt < 0;
      const seen = isFirst ? 0 : arrived / (REPLAN / 1_000) - (expected[second] ?? 0);
      const strangers = isFirst ? unseen / FIRST_GUESS : Math.max(seen, unseen / (3 * FIRST_GUESS));
      const room = freeRoom({ expected, second, acceptRate, debt, unseen, strangers, scenario });
      choices = choicesOf(room, sinceBack);
      plannedAt = sinceBack;
      arrived = 0;
    }
    const chosen = pick(choices, random());
    const wait = wholeSeconds(chosen);
    book(calendar, sinceBack + wait, Math.max(RETRY_AFTER_JITTER, wait));
    return wait;
  };
};

interface Choice {
  readonly wait: number;
  readonly room: number;
}

/** Puts one client into the calendar, spread evenly over `length` ms from `from` on. It holds changes of load, per second. */
function book(calendar: Float64Array, from: number, length: number): void {
  const load = 1_000 / length;
  const [start, end] = [Math.floor(from / 1_000), Math.floor((from + length) / 1_000)];
  calendar[start] = (calendar[start] ?? 0) + load;
  calendar[end] = (calendar[end] ?? 0) - load;
}

function loads(calendar: Float64Array): Float64Array {
  let load = 0;
  return calendar.map((change) => {
    load += change;
    return load;
  });
}

function sum(values: Float64Array, from: number): number {
  let total = 0;
  for (let index = from; index < values.length; index += 1) total += values[index] ?? 0;
  return total;
}

interface Prospect {
  readonly expected: Float64Array;
  readonly second: number;
  readonly acceptRate: number;
  readonly debt: number;
  readonly unseen: number;
  /** How many unannounced clients a second are still to come, and to be refused. */
  readonly strangers: number;
  readonly scenario: Scenario;
}

/** How many more clients each second can take, until all that are still unseen have a place. */
function freeRoom(prospect: Prospect): Float64Array {
  const { expected, second, acceptRate, strangers, scenario } = prospect;
  const room = new Float64Array(expected.length);
  let { debt, unseen } = prospect;
  let toPlace = unseen;
  for (let at = second; at < room.length && toPlace > 0; at += 1) {
    const refused = Math.min(unseen, strangers);
    unseen -= refused;
    debt += refused * scenario.refusalCost;
    const free = Math.max(0, acceptRate - (expected[at] ?? 0));
    const paid = Math.min(debt, free);
    debt -= paid;
    room[at] = Math.min(free - paid, toPlace);
    toPlace -= room[at] ?? 0;
  }
  return room;
}

/** The stretches [T/2, T], [T/4, T/2] … from now to the end of the plan, with the room in each. */
function choicesOf(room: Float64Array, now: number): Choice[] {
  const end = (room.findLastIndex((places) => places > 0) + 1) * 1_000;
  const choices: Choice[] = [];
  for (let wait = (end - now) / 2; wait >= SHORTEST; wait /= 2) {
    choices.push({ wait, room: roomBetween(room, now + wait, now + 2 * wait) });
  }
  return choices;
}

function roomBetween(room: Float64Array, from: number, to: number): number {
  let total = 0;
  for (let at = Math.floor(from / 1_000); at * 1_000 < to; at += 1) {
    const overlap = Math.min(to, (at + 1) * 1_000) - Math.max(from, at * 1_000);
    total += ((room[at] ?? 0) * overlap) / 1_000;
  }
  return total;
}

function pick(choices: readonly Choice[], chance: number): number {
  let left = chance * choices.reduce((total, { room }) => total + room, 0);
  for (const { wait, room } of choices) {
    left -= room;
    if (left < 0) return wait;
  }
  return choices.at(-1)?.wait ?? SHORTEST;
}
