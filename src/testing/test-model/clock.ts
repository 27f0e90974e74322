import { type AnyMachineSnapshot, type AnyStateMachine, type AnyStateNode, assign } from 'xstate';
import { statesOf } from '../edges-of.ts';

/** A delay that runs in a state of the model. Times in ms since the model began. */
export interface ModelTimer {
  /** The name under `after`. */
  readonly delay: string;
  readonly armedAt: number;
  /** Infinity where it never fires. */
  readonly due: number;
}

/** What time it is in a state of the model, and what is armed, by due, then by order of arming. */
export interface ModelClock {
  readonly now: number;
  readonly timers: readonly ModelTimer[];
}

/** A symbol: no context has the key, and nothing that prints a context shows it. */
const CLOCK = Symbol('clock');

type Timed = { readonly [CLOCK]?: ModelClock };

const start: ModelClock = { now: 0, timers: [] };

const clockIn = (context: unknown): ModelClock => (context as Timed)[CLOCK] ?? start;

/** The clock in a state of a model. */
export const clockOf = ({ context }: AnyMachineSnapshot): ModelClock => clockIn(context);

/** The same context at another time. */
export const atTime = (context: object, clock: ModelClock): object => ({ ...context, [CLOCK]: clock });

/** What a config says of a state, as far as time is concerned. */
export interface StateConfig {
  readonly [key: string]: unknown;
  readonly after?: Readonly<Record<string, unknown>>;
  readonly invoke?: unknown;
  readonly on?: Readonly<Record<string, unknown>>;
  readonly entry?: unknown;
  readonly exit?: unknown;
  readonly states?: Readonly<Record<string, StateConfig>>;
}

/** The event that stands for a delay that has passed. */
export const eventOf = (delay: string): string => `after.${delay}`;

/** The names of all delays of a machine. Throws where one name runs twice at a time: its event could mean either. */
export function delaysOf(machine: AnyStateMachine): readonly string[] {
  const armedBy = new Map<string, AnyStateNode[]>();
  for (const node of statesOf(machine.root)) {
    for (const delay of Object.keys(node.config.after ?? {})) {
      const others = armedBy.get(delay) ?? [];
      const other = others.find((candidate) => areActiveTogether(candidate, node));
      if (other) throw new Error(`the delay '${delay}' runs in ${other.id} and in ${node.id} at a time`);
      armedBy.set(delay, [...others, node]);
    }
  }
  return [...armedBy.keys()];
}

function areActiveTogether(one: AnyStateNode, other: AnyStateNode): boolean {
  const ways = [pathTo(one), pathTo(other)] as const;
  const fork = ways[0].findLastIndex((node, index) => node === ways[1][index]);
  const isAncestor = ways.some((way) => way.length === fork + 1);
  return isAncestor || ways[0][fork]?.type === 'parallel';
}

const pathTo = (node: AnyStateNode): AnyStateNode[] => [...(node.parent ? pathTo(node.parent) : []), node];

/** Turns a state's `after` into events and drops its actors; entering arms its delays on the model's clock, leaving disarms them. */
export function onModelClock(
  config: StateConfig,
  delays: AnyStateMachine['implementations']['delays'],
): StateConfig {
  const { after, invoke: _, ...rest } = config;
  const states = config.states && {
    states: Object.fromEntries(
      Object.entries(config.states).map(([key, state]) => [key, onModelClock(state, delays)]),
    ),
  };
  if (!after) return { ...rest, ...states };
  const names = Object.keys(after);
  return {
    ...rest,
    ...states,
    on: {
      ...config.on,
      ...Object.fromEntries(Object.entries(after).map(([name, way]) => [eventOf(name), way])),
    },
    entry: [config.entry ?? [], ...names.map((name) => arm(name, delays[name] ?? Number(name)))].flat(),
    exit: [config.exit ?? [], disarm(names)].flat(),
  };
}

/** Last among the entry actions, where XState arms its own delays: it sees the context that they leave. */
function arm(delay: string, length: AnyStateMachine['implementations']['delays'][string]) {
  return assign(({ context, event, self, system }) => {
    const { now, timers } = clockIn(context);
    const ms = typeof length === 'function' ? length({ context, event, self, system }, undefined) : length;
    const timer = { delay, armedAt: now, due: now + Math.max(0, ms) };
    return { [CLOCK]: { now, timers: [...timers, timer].toSorted((a, b) => byTime(a.due, b.due)) } };
  });
}

/** Two that never fire are a tie. */
const byTime = (a: number, b: number): number => (a === b ? 0 : a - b);

function disarm(names: readonly string[]) {
  return assign(({ context }) => {
    const { now, timers } = clockIn(context);
    return { [CLOCK]: { now, timers: timers.filter(({ delay }) => !names.includes(delay)) } };
  });
}

/**
 * The clock when an event comes: that of a delay moves it to where the delay is due, `late` ms later where the event says so,
 * every other leaves it. `undefined` where the event cannot come: the delay does not run, or another is due before.
 */
export function clockAt(
  { now, timers }: ModelClock,
  delay: string | undefined,
  late: number,
): ModelClock | undefined {
  if (delay === undefined) return { now, timers };
  const [first, ...rest] = timers;
  if (first?.delay !== delay || first.due === Infinity) return undefined;
  const then = first.due + late;
  const isAlone = rest.every(({ due }) => due > then || (late === 0 && due === then));
  return isAlone ? { now: then, timers: rest } : undefined;
}
