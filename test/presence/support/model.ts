import fc from 'fast-check';
import type { Member } from '../../../src/presence/index.ts';

/** What can happen in a cluster. Connections, members and rooms are few, so that they meet. */
export type Step =
  | {
      readonly do: 'join';
      readonly node: number;
      readonly connection: number;
      readonly room: string;
      readonly member: string;
      readonly meta?: number;
    }
  | { readonly do: 'touch'; readonly node: number; readonly connection: number }
  | { readonly do: 'touch member'; readonly node: number; readonly room: string; readonly member: string }
  | { readonly do: 'leave'; readonly node: number; readonly connection: number; readonly now: boolean }
  | {
      readonly do: 'leave room';
      readonly node: number;
      readonly connection: number;
      readonly room: string;
      readonly member: string;
      readonly now: boolean;
    }
  | {
      readonly do: 'leave all';
      readonly node: number;
      readonly room: string;
      readonly member: string;
      readonly now: boolean;
    }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'crash'; readonly node: number };

export const ROOMS = ['lobby', '__proto__', 'attic'] as const;
const MEMBERS = ['ann', 'bob', 'cyd', 'constructor', 'toString'] as const;

/** Steps by weight. `crashes` and `waits`: how often, beside twenty of the rest. */
export function stepsOf(
  nodes: number,
  { crashes, waits, longest }: { readonly crashes: number; readonly waits: number; readonly longest: number },
): fc.Arbitrary<Step> {
  const node = fc.nat(nodes - 1);
  const connection = fc.nat(5);
  const room = fc.constantFrom(...ROOMS);
  const member = fc.constantFrom(...MEMBERS);
  const now = fc.boolean();
  const meta = fc.option(fc.nat(2), { nil: undefined });
  const one = <T extends Step['do']>(name: T, parts: object) =>
    fc.record({ do: fc.constant(name), ...parts }) as unknown as fc.Arbitrary<Extract<Step, { do: T }>>;
  return fc.oneof(
    { weight: 8, arbitrary: one('join', { node, connection, room, member, meta }) as fc.Arbitrary<Step> },
    { weight: 4, arbitrary: one('touch', { node, connection }) },
    { weight: 1, arbitrary: one('touch member', { node, room, member }) },
    { weight: 4, arbitrary: one('leave', { node, connection, now }) },
    { weight: 2, arbitrary: one('leave room', { node, connection, room, member, now }) },
    { weight: 1, arbitrary: one('leave all', { node, room, member, now }) },
    { weight: waits, arbitrary: one('wait', { ms: fc.integer({ min: 1, max: longest }) }) },
    { weight: crashes, arbitrary: one('crash', { node }) },
  );
}

/** One connection of one member in one room. */
interface Sitting {
  readonly node: number;
  readonly connection: number;
  readonly room: string;
  readonly member: string;
}

/** What is remembered of a member in a room on a node while it is present there. */
interface Trace {
  readonly node: number;
  readonly room: string;
  readonly member: string;
  seen: number;
  /** When the last connection left; `undefined` while there is one. */
  left: number | undefined;
  meta: { readonly value: number; readonly at: number } | undefined;
}

/**
 * Presence as its documentation says it, and nothing for speed: it keeps who sits where and when each was seen, and works out
 * the rest from the start whenever it is asked.
 */
export class Model {
  readonly #activeWithin: number;
  readonly #grace: number;
  #now: number;
  #sittings: Sitting[] = [];
  #traces: Trace[] = [];

  constructor({ activeWithin, grace, now }: { activeWithin: number; grace: number; now: number }) {
    this.#activeWithin = activeWithin;
    this.#grace = grace;
    this.#now = now;
  }

  /** What the presence must answer, where it answers: whether there was anybody. */
  take(step: Step): boolean | undefined {
    switch (step.do) {
      case 'wait':
        this.#now += step.ms;
        this.#traces = this.#traces.filter((trace) => this.#isPresent(trace));
        return undefined;
      case 'crash':
        this.#sittings = this.#sittings.filter(({ node }) => node !== step.node);
        this.#traces = this.#traces.filter(({ node }) => node !== step.node);
        return undefined;
      case 'join':
        this.#join(step);
        return undefined;
      case 'touch':
      case 'touch member':
        return this.#touch(this.#found(step));
      default:
        return this.#leave(this.#found(step), step);
    }
  }

  /** The members of a room by name. */
  list(room: string): readonly Member[] {
    const names = [
      ...new Set(this.#traces.filter((trace) => trace.room === room).map(({ member }) => member)),
    ];
    return names.sort().map((member) => {
      const traces = this.#traces.filter((trace) => trace.room === room && trace.member === member);
      const metas = traces.flatMap(({ meta }) => (meta ? [meta] : []));
      metas.sort((one, other) => other.at - one.at || other.value - one.value);
      return {
        member,
        meta: metas[0]?.value ?? null,
        active: traces.some(({ seen }) => this.#now - seen < this.#activeWithin),
      };
    });
  }

  #join({ node, connection, room, member, meta }: Extract<Step, { do: 'join' }>): void {
    const sits = (each: Sitting) =>
      each.node === node && each.connection === connection && each.room === room && each.member === member;
    if (!this.#sittings.some(sits)) this.#sittings.push({ node, connection, room, member });
    let trace = this.#traceOf({ node, room, member });
    if (!trace) {
      trace = { node, room, member, seen: 0, left: undefined, meta: undefined };
      this.#traces.push(trace);
    }
    trace.seen = this.#now;
    trace.left = undefined;
    if (meta !== undefined) trace.meta = { value: meta, at: this.#now };
  }

  #touch(found: readonly Sitting[]): boolean {
    for (const sitting of found) {
      const trace = this.#traceOf(sitting);
      if (trace) trace.seen = this.#now;
    }
    return found.length > 0;
  }

  #leave(found: readonly Sitting[], step: Extract<Step, { now: boolean }>): boolean {
    this.#sittings = this.#sittings.filter((sitting) => !found.includes(sitting));
    const touched = found.map((sitting) => this.#traceOf(sitting));
    if (step.do === 'leave all' && step.now) touched.push(this.#traceOf(step));
    const emptied = touched.filter(
      (trace) => trace && !this.#sittings.some((sitting) => sameSeat(sitting, trace)),
    );
    for (const trace of emptied) {
      if (step.now || this.#grace === 0) this.#traces = this.#traces.filter((each) => each !== trace);
      else if (trace) trace.left ??= this.#now;
    }
    return found.length > 0 || emptied.some((trace) => trace !== undefined);
  }

  #found(step: Exclude<Step, { do: 'join' | 'wait' | 'crash' }>): readonly Sitting[] {
    const wanted: Partial<Sitting> = step;
    const { node, connection, room, member } = wanted;
    return this.#sittings.filter(
      (sitting) =>
        sitting.node === node &&
        (connection === undefined || sitting.connection === connection) &&
        (room === undefined || (sitting.room === room && sitting.member === member)),
    );
  }

  #traceOf(seat: { node: number; room: string; member: string }): Trace | undefined {
    return this.#traces.find((trace) => sameSeat(trace, seat));
  }

  #isPresent({ left }: Trace): boolean {
    return left === undefined || this.#now - left < this.#grace;
  }
}

type Place = { readonly node: number; readonly room: string; readonly member: string };

function sameSeat(one: Place, other: Place): boolean {
  return one.node === other.node && one.room === other.room && one.member === other.member;
}
