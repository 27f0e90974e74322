import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate';

/** One way from a state, as the chart has it: a picture, a table of tests and a walk are all made of these. */
export interface Edge {
  /** Readable, stable and unique in its machine: `live.open.alive: after pongTimeout [isLate] → live.open.awaitingPong`. */
  readonly id: string;
  /** The id of the state that has it, as in `connection.live.open`. */
  readonly source: string;
  readonly kind: 'event' | 'delay' | 'always';
  /** The event's type or descriptor; of a delay its name, or its number in ms; '' of an eventless one. */
  readonly event: string;
  /** The guard's name; `and(…)`, `or(…)`, `not(…)` with the names inside; `inline` for a function without one. */
  readonly guard: string | undefined;
  /** Ids of the states that it leads to: none where it stays, several only into parallel regions. */
  readonly targets: readonly string[];
  /** Names of its own actions, in order; those of entry and exit belong to the states. */
  readonly actions: readonly string[];
  /** Whether it leaves and enters its source again. */
  readonly reenter: boolean;
  readonly description?: string;
}

/** An edge beside the definition in the machine that it was read from. */
export interface DefinedEdge {
  readonly edge: Edge;
  readonly definition: AnyTransitionDefinition;
}

/**
 * Lists every transition of a machine, one edge per candidate: events, wildcards, `after`, `always`, `onDone` and those of
 * invoked actors, the root's included. States come in document order, candidates in the order in which they are tried. Reads the
 * running machine, so that none is missing and none is made up; initial states are no transitions.
 */
export function edgesOf(machine: AnyStateMachine): readonly Edge[] {
  return definedEdgesOf(machine).map(({ edge }) => edge);
}

/** `delayOf` names the delay behind an event that stands for one. */
export function definedEdgesOf(
  machine: AnyStateMachine,
  delayOf: (event: string) => string | undefined = () => undefined,
): readonly DefinedEdge[] {
  const seen = new Map<string, number>();
  const unique = (id: string): string => {
    const count = (seen.get(id) ?? 0) + 1;
    seen.set(id, count);
    return count === 1 ? id : `${id} (${count})`;
  };
  return statesOf(machine.root).flatMap((node) =>
    definitionsOf(node).map((definition) => {
      const { id, ...edge } = describe(node, definition, delayOf);
      return { edge: { id: unique(id), ...edge }, definition };
    }),
  );
}

/** Every state below and including `node`, in document order. */
export function statesOf(node: AnyStateNode): AnyStateNode[] {
  return [node, ...Object.values(node.states).flatMap(statesOf)];
}

const definitionsOf = (node: AnyStateNode): AnyTransitionDefinition[] => [
  ...[...node.transitions.values()].flat(),
  ...(node.always ?? []),
];

function describe(
  node: AnyStateNode,
  definition: AnyTransitionDefinition,
  delayOf: (event: string) => string | undefined,
): Edge {
  const { kind, event } = triggerOf(node, definition, delayOf);
  const guard = definition.guard === undefined ? undefined : guardName(definition.guard);
  const targets = definition.target ?? [];
  const trigger = { event, delay: `after ${event}`, always: 'always' }[kind];
  const condition = guard === undefined ? '' : ` [${guard}]`;
  const leads = targets.length === 0 ? '' : ` → ${targets.map(nameOf).join(', ')}`;
  return {
    id: `${nameOf(node)}: ${trigger}${condition}${leads}`,
    source: node.id,
    kind,
    event,
    guard,
    targets: targets.map(({ id }) => id),
    actions: definition.actions.map(partName),
    reenter: definition.reenter,
    ...(definition.description !== undefined && { description: definition.description }),
  };
}

function triggerOf(
  node: AnyStateNode,
  definition: AnyTransitionDefinition,
  delayOf: (event: string) => string | undefined,
): Pick<Edge, 'kind' | 'event'> {
  const event = String(definition.eventType);
  const delay = node.after.find((delayed) => delayed === definition)?.delay ?? delayOf(event);
  if (delay !== undefined) return { kind: 'delay', event: String(delay) };
  return { kind: event === '' ? 'always' : 'event', event };
}

/** The path without the machine's own id, which the root alone goes by. */
const nameOf = (node: AnyStateNode): string => (node.path.length === 0 ? node.id : node.path.join('.'));

function guardName(guard: unknown): string {
  const { guards } = Object(guard) as { guards?: readonly unknown[] };
  return guards ? `${partName(guard)}(${guards.map(guardName).join(', ')})` : partName(guard);
}

function partName(part: unknown): string {
  if (typeof part === 'string') return part;
  const { type, name } = Object(part) as { type?: string; name?: string };
  return type || name || 'inline';
}
