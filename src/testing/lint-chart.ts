import type { AnyStateMachine, AnyStateNode } from 'xstate';

/** One broken rule of style in a chart. */
export interface ChartFault {
  /** The id of the state, as in `connection.live.open`. */
  readonly state: string;
  readonly rule: 'description' | 'tag' | 'named-delay' | 'named-parts';
  readonly message: string;
}

/**
 * Checks a machine against the rules that let people draw, walk and flatten it: every state has a description; every leaf
 * one tag; every `after` key is a named delay (a mistyped one fires at once and in silence); every action, guard, delay and
 * actor is named and has an implementation. Looks at the running machine, not at its source. Answers every fault.
 */
export function lintChart(machine: AnyStateMachine): ChartFault[] {
  return [...statesOf(machine.root)].flatMap((node) => [
    ...describedFaults(node),
    ...tagFaults(node),
    ...delayFaults(node, machine),
    ...partFaults(node, machine),
  ]);
}

function* statesOf(node: AnyStateNode): Generator<AnyStateNode> {
  yield node;
  for (const child of Object.values(node.states)) yield* statesOf(child);
}

const fault = (node: AnyStateNode, rule: ChartFault['rule'], message: string): ChartFault => ({
  state: node.id,
  rule,
  message: `${node.id}: ${message}`,
});

function describedFaults(node: AnyStateNode): ChartFault[] {
  const isSaid = typeof node.description === 'string' && /\S.*\.$/.test(node.description);
  return isSaid ? [] : [fault(node, 'description', 'has no description of one sentence')];
}

function tagFaults(node: AnyStateNode): ChartFault[] {
  const isLeaf = Object.keys(node.states).length === 0;
  const wanted = isLeaf ? 1 : 0;
  if (node.tags.length === wanted) return [];
  return [
    fault(node, 'tag', `has ${node.tags.length} tags where a ${isLeaf ? 'leaf' : 'parent'} has ${wanted}`),
  ];
}

function delayFaults(node: AnyStateNode, machine: AnyStateMachine): ChartFault[] {
  return Object.keys(node.config.after ?? {})
    .filter((delay) => !Object.hasOwn(machine.implementations.delays, delay))
    .map((delay) => fault(node, 'named-delay', `after '${delay}' names no delay`));
}

interface Part {
  readonly kind: 'actions' | 'guards' | 'actors';
  readonly part: unknown;
}

function partFaults(node: AnyStateNode, machine: AnyStateMachine): ChartFault[] {
  return partsOf(node).flatMap(({ kind, part }) => {
    const name = typeof part === 'string' ? part : (part as { type?: unknown } | undefined)?.type;
    if (typeof part === 'function' || typeof name !== 'string') {
      return [fault(node, 'named-parts', `has one of its ${kind} written inline`)];
    }
    return Object.hasOwn(machine.implementations[kind], name)
      ? []
      : [fault(node, 'named-parts', `names '${name}', which is none of the ${kind}`)];
  });
}

const listOf = (value: unknown): unknown[] => (value === undefined ? [] : [value].flat());

function partsOf({ config }: AnyStateNode): Part[] {
  const transitions = [
    ...Object.values(config.on ?? {}),
    ...Object.values(config.after ?? {}),
    ...listOf(config.always),
    ...listOf(config.onDone),
  ].flatMap(listOf);
  const actions = transitions.flatMap((transition) => listOf((transition as { actions?: unknown }).actions));
  const guards = transitions.flatMap((transition) => listOf((transition as { guard?: unknown }).guard));
  const actors = listOf(config.invoke).map((invoke) => (invoke as { src: unknown }).src);
  return [
    ...[...listOf(config.entry), ...listOf(config.exit), ...actions].map(
      (part): Part => ({ kind: 'actions', part }),
    ),
    ...guards.map((part): Part => ({ kind: 'guards', part })),
    ...actors.map((part): Part => ({ kind: 'actors', part })),
  ];
}
