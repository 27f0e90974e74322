import type { Parts } from './parts.ts';
import type { Row, Step, Table } from './table.ts';

/** What a table is run on: the index of the leaf that it is in, and whatever its parts read. */
export type RowState = { leaf: number };

/** What the structure of a chart asks for. Timers are named by their delay. */
export interface Hands<State> {
  start(state: State, delay: string, ms: number): void;
  stop(state: State, delay: string): void;
  invoke?(state: State, id: string): void;
  leave?(state: State, id: string): void;
}

/** What a table is run with. */
export interface Running<State, Event> extends Parts<State, Event> {
  readonly effects: Readonly<Record<string, Act<State, Event>>>;
  readonly hands: Hands<State>;
  /** A microstep has been taken: by this row, or none where an event did nothing. */
  readonly stepped?: (state: State, event: Event, row: Row | undefined) => void;
}

/** Takes one step after the other, for any number of states; it remembers none of them. */
export interface Interpreter<State, Event> {
  /** Enters the chart's initial state. */
  enter(state: State, event: Event): void;
  /** Takes an event to its end. Says whether it did anything. */
  take(state: State, event: Event): boolean;
  /** Whether `take` would do anything. */
  can(state: State, event: Event): boolean;
}

type Act<State, Event> = (state: State, event: Event) => void;

interface Candidate<State, Event> {
  readonly row: Row;
  readonly guard: ((state: State, event: Event) => boolean) | undefined;
  readonly steps: readonly Act<State, Event>[];
}

/**
 * Compiles a table into functions. An event is taken as SCXML's macrostep: the first candidate whose guard holds, then eventless
 * candidates until none holds; without a candidate an event only lets the eventless ones be asked again. Guards and steps see what
 * the updates before them changed, as with XState's `assign`.
 *
 * Throws an `Error` that names a part which `running` lacks.
 */
export function interpreter<State extends RowState, Event extends { readonly type: string }>(
  table: Table,
  running: Running<State, Event>,
): Interpreter<State, Event> {
  const { stepped } = running;
  const candidate = (row: Row): Candidate<State, Event> => ({
    row,
    guard: row.guard === undefined ? undefined : named(running.guards, row.guard),
    steps: row.steps.map((step) => compiled(step, running)),
  });
  const leaves = table.leaves.map(({ on, always }) => ({
    on: new Map(Object.entries(on).map(([event, rows]) => [event, rows.map(candidate)])),
    always: always.map(candidate),
  }));
  const initial = candidate(table.initial);
  const chosen = (state: State, event: Event) => pick(leaves[state.leaf]?.on.get(event.type), state, event);
  const macrostep = (state: State, event: Event, first: Candidate<State, Event> | undefined) => {
    let next = first ?? pick(leaves[state.leaf]?.always, state, event);
    if (!next) stepped?.(state, event, undefined);
    const isTaken = next !== undefined;
    for (; next; next = pick(leaves[state.leaf]?.always, state, event)) {
      state.leaf = next.row.target ?? state.leaf;
      for (const step of next.steps) step(state, event);
      stepped?.(state, event, next.row);
    }
    return isTaken;
  };
  return {
    enter: (state, event) => void macrostep(state, event, initial),
    take: (state, event) => macrostep(state, event, chosen(state, event)),
    can: (state, event) => chosen(state, event) !== undefined,
  };
}

function pick<State, Event>(
  candidates: readonly Candidate<State, Event>[] | undefined,
  state: State,
  event: Event,
): Candidate<State, Event> | undefined {
  for (const candidate of candidates ?? []) {
    if (candidate.guard === undefined || candidate.guard(state, event)) return candidate;
  }
  return undefined;
}

function compiled<State, Event>(
  step: Step,
  { updates, effects, delays, hands }: Running<State, Event>,
): Act<State, Event> {
  if (typeof step === 'string') {
    if (Object.hasOwn(effects, step)) return named(effects, step);
    const update = named(updates, step);
    return (state, event) => {
      const change = update(state, event);
      // Object.assign takes ten times as long, which tells where a million peers are run.
      for (const key in change) state[key] = change[key] as State[typeof key];
    };
  }
  const [kind, name] = step;
  if (kind === 'start') {
    const delay = named(delays, name);
    return (state, event) => hands.start(state, name, delay(state, event));
  }
  return (state) => hands[kind]?.(state, name);
}

function named<T>(parts: Readonly<Record<string, T>>, name: string): T {
  const part = Object.hasOwn(parts, name) ? parts[name] : undefined;
  if (part === undefined) throw new Error(`the table names '${name}', which nobody implements`);
  return part;
}
