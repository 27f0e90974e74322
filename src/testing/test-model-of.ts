import {
  type AnyActorScope,
  type AnyEventObject,
  type AnyMachineSnapshot,
  type AnyStateMachine,
  createMachine,
} from 'xstate';
import { definedEdgesOf, type Edge, edgesOf } from './edges-of.ts';
import {
  atTime,
  clockAt,
  clockOf,
  delaysOf,
  eventOf,
  type ModelClock,
  onModelClock,
  type StateConfig,
} from './test-model/clock.ts';
import { edgePaths } from './test-model/edge-paths.ts';
import type { ModelPath, ModelStep } from './test-model/path.ts';
import { stepper } from './test-model/steps.ts';

export type { ModelClock, ModelTimer } from './test-model/clock.ts';
export type { ModelPath, ModelStep } from './test-model/path.ts';
export type { ModelEffect } from './test-model/steps.ts';

export interface TestModelOptions {
  /**
   * The events to try, with what they carry. Events that the chart handles and that are not among them are tried bare. `after.X`
   * stands for the end of delay X; with `late`, in ms, it comes that much later than due.
   */
  readonly events?: readonly AnyEventObject[];
  /** What the machine is created with. */
  readonly input?: unknown;
  /**
   * What the world has become when `event` comes, for the guards, updates and delays that read it through the context: changes
   * of the context, made before the step. `now` is in ms since the model began. Must be pure: it is called for events that are
   * only tried. Default: no changes.
   */
  readonly world?: (context: AnyMachineSnapshot['context'], event: AnyEventObject, now: number) => object;
  /** Whether `event` can come in `state` at all; one that cannot changes nothing. Must be pure. Default: all can. */
  readonly can?: (state: AnyMachineSnapshot, event: AnyEventObject) => boolean;
  /** What else than its value and its running delays tells a state from another: all that guards read, now or later. As JSON. Default: nothing. */
  readonly key?: (state: AnyMachineSnapshot) => unknown;
  /** How many steps a path may be made to have so that paths are few. Default 20; a shortest path is never cut. */
  readonly longest?: number;
}

/** A chart made walkable. */
export interface TestModel {
  /** The first argument of `createTestModel` of `@xstate/test`, and of `getShortestPaths` and the like of `xstate/graph`. */
  readonly machine: AnyStateMachine;
  /** The second one. */
  readonly options: {
    /** What can be tried in a state: the listed events that it handles, and the rest bare. */
    readonly events: (state: AnyMachineSnapshot) => AnyEventObject[];
    readonly serializeState: (state: AnyMachineSnapshot) => string;
    readonly serializeEvent: (event: AnyEventObject) => string;
    /** Nothing: a state is the same whichever way led to it. */
    readonly serializeTransition: () => string;
  };
  /** Every edge of the chart but those of actors, which the model does not run. */
  readonly edges: readonly Edge[];
  readonly initial: AnyMachineSnapshot;
  /** Takes `event` in `state`. Pure. */
  step(state: AnyMachineSnapshot, event: AnyEventObject): ModelStep;
  /** What time it is in `state`, and which delays run. */
  clock(state: AnyMachineSnapshot): ModelClock;
  /** A path generator, for `getPaths` of a test model: few paths that together take every edge in reach. */
  readonly edgePaths: () => ModelPath[];
}

/**
 * Derives a test model from a chart: the chart itself, its own guards, updates and delays in force, with its actors dropped and
 * each `after: { X }` turned into an event `after.X` that moves the model's clock to where X is due. So `@xstate/test` and
 * `xstate/graph`, which refuse both, can walk it, and a test that replays a path advances a virtual clock where the path says
 * `after.X`. Runs nothing: actions that are not updates are reported as effects.
 *
 * Throws where two states that can be active together use one delay's name, since its event could mean either.
 */
export function testModelOf(chart: AnyStateMachine, options: TestModelOptions = {}): TestModel {
  const { events = [], input, world, can = () => true, key = () => null, longest = 20 } = options;
  const delays = new Map(delaysOf(chart).map((delay) => [eventOf(delay), delay]));
  const machine = machineOnModelClock(chart);
  const steps = stepper(machine, input);
  const edges = edgesIn(chart, machine, delays);

  /** The state as the event finds it; `undefined` where it cannot come. */
  const meet = (state: AnyMachineSnapshot, event: AnyEventObject): AnyMachineSnapshot | undefined => {
    const clock = clockAt(clockOf(state), delays.get(event.type), Number(event.late ?? 0));
    if (!clock || isPattern(event.type) || !can(state, event)) return undefined;
    const context = atTime(state.context, clock);
    return { ...state, context: { ...context, ...world?.(context, event, clock.now) } };
  };
  const take = (state: AnyMachineSnapshot, event: AnyEventObject): ModelStep => {
    const met = meet(state, event);
    if (!met) return { state, edges: [], effects: [] };
    const { transitions, ...step } = steps.take(met, event);
    return { ...step, edges: transitions.flatMap((definition) => edges.get(definition) ?? []) };
  };
  const { state: initial } = steps.initial();
  const keyOf = (state: AnyMachineSnapshot): string =>
    JSON.stringify([state.value, clockOf(state).timers.map(({ delay }) => delay), key(state)]);

  machine.getInitialSnapshot = () => initial;
  machine.transition = (state: AnyMachineSnapshot, event: AnyEventObject, _: AnyActorScope) =>
    take(state, event).state;

  const eventsIn = (state: AnyMachineSnapshot): AnyEventObject[] => {
    const types = descriptorsOf(state);
    const bare = types.filter((type) => !isPattern(type) && events.every((event) => event.type !== type));
    const listed = events.filter(({ type }) => types.includes(type) || types.some(isPattern));
    return [...listed, ...bare.map((type) => ({ type }))];
  };
  return {
    machine,
    options: {
      events: eventsIn,
      serializeState: keyOf,
      serializeEvent: (event) => JSON.stringify(event),
      serializeTransition: () => '',
    },
    edges: [...edges.values()],
    initial,
    step: take,
    clock: clockOf,
    edgePaths: () => edgePaths({ initial, eventsIn, step: take, keyOf }, longest),
  };
}

function machineOnModelClock({ config, implementations }: AnyStateMachine): AnyStateMachine {
  const timed = onModelClock(config as StateConfig, implementations.delays);
  const machine: AnyStateMachine = createMachine(timed as Parameters<typeof createMachine>[0]);
  return machine.provide(implementations);
}

/** The chart's edges by the transition that stands for each in the model. */
function edgesIn(chart: AnyStateMachine, machine: AnyStateMachine, delays: ReadonlyMap<string, string>) {
  const byId = new Map(edgesOf(chart).map((edge) => [edge.id, edge]));
  return new Map(
    definedEdgesOf(machine, (event) => delays.get(event)).map(({ edge: { id }, definition }) => {
      const edge = byId.get(id);
      if (!edge) throw new Error(`the chart has no edge '${id}'`);
      return [definition, edge];
    }),
  );
}

/** What the active states listen to. */
function descriptorsOf(state: AnyMachineSnapshot): string[] {
  const nodes: readonly { ownEvents: readonly string[] }[] = state._nodes;
  return [...new Set(nodes.flatMap(({ ownEvents }) => ownEvents))];
}

/** A wildcard matches events and is none. */
const isPattern = (type: string): boolean => type.includes('*');
