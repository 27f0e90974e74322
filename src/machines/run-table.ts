import type { Leaf, Row, Step, Table } from './flatten.ts';
import type { Parts } from './implementations.ts';

/** What a table is run on: the chart's context, changed in place, and the index of the leaf that it is in. */
export interface RowState {
  leaf: number;
}

/** What the structure of a chart asks for. Timers are named by their delay. */
export interface Hands<State> {
  start(state: State, delay: string, ms: number): void;
  stop(state: State, delay: string): void;
  invoke?(state: State, id: string): void;
  leave?(state: State, id: string): void;
}

/** What a table is run with. */
export interface Running<State, Event> extends Parts<State, Event> {
  readonly effects: Readonly<Record<string, (state: State, event: Event) => void>>;
  readonly hands: Hands<State>;
}

/** Runs any number of states by one table. */
export interface Runner<State, Event> {
  /** Enters the chart's initial state. */
  enter(state: State, event: Event): void;
  /** Takes an event to its end; one that is sent on the way is taken right after, as an actor's mailbox has it. */
  send(state: State, event: Event): void;
}

type Act<State, Event> = (state: State, event: Event) => void;

interface Candidate<State, Event> {
  readonly guard: ((state: State, event: Event) => boolean) | undefined;
  readonly target: number | undefined;
  readonly steps: readonly Act<State, Event>[];
}

/**
 * Compiles a table into functions: the first candidate whose guard holds is taken, then eventless candidates until none holds
 * (SCXML: a macrostep). Updates are seen by the steps after them, as XState's `assign` is.
 *
 * Throws an `Error` that names a part which `running` lacks.
 */
export function runTable<State extends RowState, Event extends { readonly type: string }>(
  table: Table,
  running: Running<State, Event>,
): Runner<State, Event> {
  const candidate = ({ guard, target, steps }: Row): Candidate<State, Event> => ({
    guard: guard === undefined ? undefined : named(running.guards, guard),
    target,
    steps: steps.map((step) => compiled(step, running)),
  });
  const leaves = table.leaves.map(({ on, always }: Leaf) => ({
    on: new Map(Object.entries(on).map(([event, rows]) => [event, rows.map(candidate)])),
    always: always.map(candidate),
  }));
  const initial = candidate(table.initial);
  type Waiting = { readonly state: State; readonly event: Event; readonly first: typeof initial | undefined };
  const waiting: Waiting[] = [];
  let isRunning = false;

  const macrostep = (state: State, event: Event, first: Candidate<State, Event> | undefined) => {
    for (let next = first ?? pick(leaves[state.leaf]?.always, state, event); next; ) {
      if (next.target !== undefined) state.leaf = next.target;
      for (const step of next.steps) step(state, event);
      next = pick(leaves[state.leaf]?.always, state, event);
    }
  };
  const take = ({ state, event, first }: Waiting) =>
    macrostep(state, event, first ?? pick(leaves[state.leaf]?.on.get(event.type), state, event));
  const run = (state: State, event: Event, first?: typeof initial) => {
    if (isRunning) return void waiting.push({ state, event, first });
    isRunning = true;
    try {
      take({ state, event, first });
      for (let next = waiting.shift(); next; next = waiting.shift()) take(next);
    } finally {
      isRunning = false;
    }
  };

  return { enter: (state, event) => run(state, event, initial), send: (state, event) => run(state, event) };
}

function pick<State, Event>(
  candidates: readonly Candidate<State, Event>[] | undefined,
  state: State,
  event: Event,
): Candidate<State, Event> | undefined {
  if (candidates === undefined) return undefined;
  for (const candidate of candidates) {
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
  if (kind === 'stop') return (state) => hands.stop(state, name);
  return (state) => hands[kind]?.(state, name);
}

function named<T>(parts: Readonly<Record<string, T>>, name: string): T {
  const part = Object.hasOwn(parts, name) ? parts[name] : undefined;
  if (part === undefined) throw new Error(`the table names '${name}', which nobody implements`);
  return part;
}
