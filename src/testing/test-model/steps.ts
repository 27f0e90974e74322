import {
  type AnyActorScope,
  type AnyEventObject,
  type AnyMachineSnapshot,
  type AnyStateMachine,
  type AnyTransitionDefinition,
  createActor,
  type ExecutableActionObject,
} from 'xstate';

/** An action that a step asks the world for, with what it is given. */
export interface ModelEffect {
  /** The action's name in the chart. */
  readonly name: string;
  readonly context: AnyMachineSnapshot['context'];
  readonly event: AnyEventObject;
}

/** What one event does to the bare machine. */
export interface Macrostep {
  readonly state: AnyMachineSnapshot;
  readonly transitions: readonly AnyTransitionDefinition[];
  readonly effects: readonly ModelEffect[];
}

/** Takes steps without running anything: no action is executed, no actor is started. */
export interface Stepper {
  initial(): Macrostep;
  take(state: AnyMachineSnapshot, event: AnyEventObject): Macrostep;
}

/** Builds a stepper; XState's own inspection tells which transitions a step takes, `always` included. */
export function stepper(machine: AnyStateMachine, input: unknown): Stepper {
  let transitions: AnyTransitionDefinition[] = [];
  let actions: ExecutableActionObject[] = [];
  const self = createActor(machine, {
    input,
    inspect: (inspected) => {
      if (inspected.type === '@xstate.microstep') transitions.push(...inspected._transitions);
    },
  });
  const scope: AnyActorScope = {
    self,
    id: self.id,
    sessionId: self.sessionId,
    system: self.system,
    logger: nothing,
    defer: nothing,
    emit: nothing,
    stopChild: nothing,
    actionExecutor: (action) => actions.push(action),
  };
  // Kept apart from the methods, which a model replaces by ones that know its clock and world.
  const { getInitialSnapshot, transition } = machine;
  const recorded = (step: () => AnyMachineSnapshot): Macrostep => {
    transitions = [];
    actions = [];
    const state = step();
    const effects = actions
      .filter(({ type }) => !type.startsWith('xstate.'))
      .map(({ type, info }) => ({ name: type, context: info.context, event: info.event }));
    return { state, transitions, effects };
  };
  return {
    initial: () => recorded(() => getInitialSnapshot(scope, input)),
    take: (state, event) => recorded(() => transition(state, event, scope)),
  };
}

function nothing(): void {}
