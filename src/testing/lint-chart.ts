import type { AnyStateMachine, AnyStateNode } from 'xstate';

/** One broken rule of style in a chart. */
export interface ChartFault {
  /** The id of the state, as in `connection.live.open`. */
  readonly state: string;
  readonly rule: 'description' | 'tag' | 'named-delay' | 'named-parts' | 'target' | 'reachable';
  readonly message: string;
}

/**
 * Checks a machine against the rules that let people draw, walk and flatten it: every state has a description; every leaf
 * one tag; every `after` key is a named delay (a mistyped one fires at once and in silence); every action, guard, delay and
 * actor is named and has an implementation; initial states and the targets of history exist (other targets XState checks
 * itself, when a machine is made); some transition leads to every state. Looks at the running machine, not at its source.
 * Answers every fault, in the order of the states.
 */
export function lintChart(machine: AnyStateMachine): ChartFault[] {
  const reachable = reachableFrom(machine.root);
  return [...statesOf(machine.root)].flatMap((node) => [
    ...describedFaults(node),
    ...tagFaults(node),
    ...delayFaults(node, machine),
    ...partFaults(node, machine),
    ...targetFaults(node),
    ...(reachable.has(node) ? [] : [fault(node, 'reachable', 'no transition leads here')]),
  ]);
}

function* statesOf(node: AnyStateNode): Generator<AnyStateNode> {
  yield node;
  for (const child of Object.values(node.states)) yield* statesOf(child);
}

/** Guards are not asked: a state is reachable where the chart draws a way to it from the initial state. */
function reachableFrom(root: AnyStateNode): ReadonlySet<AnyStateNode> {
  const reached = new Set<AnyStateNode>();
  const enter = (node: AnyStateNode): void => {
    if (reached.has(node)) return;
    reached.add(node);
    const parents = node.parent ? [node.parent] : [];
    const regions = node.type === 'parallel' ? Object.values(node.states) : [];
    const targets = transitionsOf(node).flatMap(({ target }) => target ?? []);
    for (const next of [...parents, ...regions, ...targets, ...historyDefault(node)]) enter(next);
  };
  enter(root);
  return reached;
}

/** Every transition of a state: on events, delays, ends and errors of what it invokes, always, and to its initial state. */
function transitionsOf(node: AnyStateNode) {
  return [...node.transitions.values(), node.always ?? [], initialOf(node) ?? []].flat();
}

/** XState looks for an initial state when the machine starts, and throws where there is none. */
function initialOf(node: AnyStateNode) {
  return node.type === 'compound' && Object.hasOwn(node.states, initialName(node)) ? node.initial : undefined;
}

function initialName({ config: { initial } }: AnyStateNode): string {
  return String(typeof initial === 'object' ? initial.target : initial);
}

/** Where a history state leads that has nothing to recall; without a target, its parent begins anew. */
function historyDefault(node: AnyStateNode): AnyStateNode[] {
  return historyTargets(node).flatMap((target) => stateNamed(node, target) ?? []);
}

const historyTargets = ({ type, config }: AnyStateNode): unknown[] =>
  type === 'history' ? listOf(config.target) : [];

/** By its key, beside the history state, or by its id. */
function stateNamed({ parent, machine }: AnyStateNode, target: unknown): AnyStateNode | undefined {
  const name = String(target);
  if (parent && Object.hasOwn(parent.states, name)) return parent.states[name];
  return name.startsWith('#')
    ? [...statesOf(machine.root)].find(({ id }) => id === name.slice(1))
    : undefined;
}

const fault = (node: AnyStateNode, rule: ChartFault['rule'], message: string): ChartFault => ({
  state: node.id,
  rule,
  message: `${node.id}: ${message}`,
});

function describedFaults(node: AnyStateNode): ChartFault[] {
  if (node.type === 'history') return [];
  const isSaid = typeof node.description === 'string' && /\S.*\.$/.test(node.description);
  return isSaid ? [] : [fault(node, 'description', 'has no description of one sentence')];
}

function tagFaults(node: AnyStateNode): ChartFault[] {
  if (node.type === 'history') return [];
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

function targetFaults(node: AnyStateNode): ChartFault[] {
  const lost = historyTargets(node).filter((target) => !stateNamed(node, target));
  if (node.type === 'compound' && !initialOf(node)) lost.push(initialName(node));
  return lost.map((target) => fault(node, 'target', `leads to '${target}', which is no state`));
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

function partsOf(node: AnyStateNode): Part[] {
  const { config } = node;
  const transitions = transitionsOf(node);
  const actions = [
    listOf(config.entry),
    listOf(config.exit),
    ...transitions.map((each) => each.actions),
  ].flat();
  const guards = transitions.flatMap(({ guard }) => listOf(guard));
  const actors = listOf(config.invoke).map((invoke) => (invoke as { src: unknown }).src);
  return [
    ...actions.map((part): Part => ({ kind: 'actions', part })),
    ...guards.map((part): Part => ({ kind: 'guards', part })),
    ...actors.map((part): Part => ({ kind: 'actors', part })),
  ];
}
