import type { AnyStateMachine, AnyStateNode } from 'xstate';

/**
 * One thing to do: the name of an action, or what the chart's structure asks for, which is `start` and `stop` with the name of
 * a delay, `invoke` and `leave` with the id of an actor.
 */
export type Step = string | readonly ['start' | 'stop' | 'invoke' | 'leave', name: string];

/** A transition of one leaf, with all that taking it does, in order. */
export interface Row {
  /** Name of the guard; none holds always. */
  readonly guard?: string;
  /** Index of the leaf that it leads to; without one the leaf stays. */
  readonly target?: number;
  /** Exit actions, innermost first, then the transition's own, then entry actions, outermost first. */
  readonly steps: readonly Step[];
}

export interface Leaf {
  /** Keys of the states from the outermost to the leaf, as `live.open.alive`. */
  readonly path: string;
  readonly tags: readonly string[];
  /** By event, a delay that has passed being `after.NAME`: candidates in the order in which they are asked. */
  readonly on: Readonly<Record<string, readonly Row[]>>;
  /** Candidates that are asked as soon as the leaf is entered, or stays after an event. */
  readonly always: readonly Row[];
}

/** A chart with its nesting worked out: what each event does in each leaf. */
export interface Table {
  readonly id: string;
  /** How a new actor enters. */
  readonly initial: Row & { readonly target: number };
  readonly leaves: readonly Leaf[];
}

/** What this file reads of XState's `TransitionDefinition`. */
interface Transition {
  readonly guard?: unknown;
  readonly target: readonly AnyStateNode[] | undefined;
  readonly actions: readonly unknown[];
  readonly reenter: boolean;
  readonly delay?: unknown;
}

/**
 * Turns a chart of named parts into a table, by the algorithm of SCXML ("Algorithm for SCXML Interpretation", 2015) as XState 5
 * has it: the innermost state with an enabled candidate wins; what is left and entered lies below the least common ancestor of
 * source and target, or below the source itself when the target is inside and `reenter` is not set; exits run in reverse document
 * order, entries in document order; timers start behind a state's entry actions and before its actors.
 *
 * Throws an `Error` that names the state where a chart holds what a table cannot: parallel, final and history states, parts
 * written inline or with parameters, wildcards, actions of an initial transition, and a delay that two states share.
 */
export function flatten(machine: AnyStateMachine): Table {
  const nodes = [...nodesBelow(machine.root)];
  for (const node of nodes) refuseWhatNoTableHas(node);
  refuseSharedDelays(nodes);
  const leaves = nodes.filter(isLeaf);
  const indexOf = (leaf: AnyStateNode) => leaves.indexOf(leaf);
  const first = leafOf(machine.root);
  return {
    id: machine.id,
    initial: { target: indexOf(first), steps: pathOf(first).flatMap(entrySteps) },
    leaves: leaves.map((leaf) => tableLeaf(leaf, indexOf)),
  };
}

function tableLeaf(leaf: AnyStateNode, indexOf: (leaf: AnyStateNode) => number): Leaf {
  const active = pathOf(leaf);
  const innermostFirst = active.toReversed();
  const rows = (node: AnyStateNode, transitions: readonly Transition[]) =>
    transitions.map((transition) => tableRow(node, transition, active, indexOf));
  const on: Record<string, Row[]> = {};
  for (const node of innermostFirst) {
    for (const [event, transitions] of node.transitions) {
      const key = afterName(transitions) ?? event;
      on[key] = reachable([...(on[key] ?? []), ...rows(node, transitions)]);
    }
  }
  return {
    path: leaf.path.join('.'),
    tags: active.flatMap(({ tags }) => tags),
    on,
    always: reachable(innermostFirst.flatMap((node) => rows(node, node.always ?? []))),
  };
}

function tableRow(
  source: AnyStateNode,
  { guard, target: targets, actions, reenter }: Transition,
  active: readonly AnyStateNode[],
  indexOf: (leaf: AnyStateNode) => number,
): Row {
  const own = actions.map((action) => nameOf(action, source));
  const named = guard === undefined ? {} : { guard: nameOf(guard, source) };
  const [target] = targets ?? [];
  if (target === undefined) return { ...named, steps: own };
  const domain = domainOf(source, target, reenter);
  const isBelow = (node: AnyStateNode) =>
    domain === undefined || (node !== domain && pathOf(node).includes(domain));
  const leaf = leafOf(target);
  return {
    ...named,
    target: indexOf(leaf),
    steps: [
      ...active.filter(isBelow).toReversed().flatMap(exitSteps),
      ...own,
      ...pathOf(leaf).filter(isBelow).flatMap(entrySteps),
    ],
  };
}

function entrySteps(node: AnyStateNode): Step[] {
  return [
    ...listOf(node.config.entry).map((action) => nameOf(action, node)),
    ...delaysOf(node).map((name): Step => ['start', name]),
    ...node.invoke.map(({ id }): Step => ['invoke', id]),
  ];
}

function exitSteps(node: AnyStateNode): Step[] {
  return [
    ...listOf(node.config.exit).map((action) => nameOf(action, node)),
    ...delaysOf(node).map((name): Step => ['stop', name]),
    ...node.invoke.map(({ id }): Step => ['leave', id]),
  ];
}

function* nodesBelow(node: AnyStateNode): Generator<AnyStateNode> {
  yield node;
  for (const child of Object.values(node.states)) yield* nodesBelow(child);
}

const isLeaf = (node: AnyStateNode) => node.type === 'atomic';

/** From the root to the node itself. */
const pathOf = (node: AnyStateNode): AnyStateNode[] => [...(node.parent ? pathOf(node.parent) : []), node];

const leafOf = (node: AnyStateNode): AnyStateNode =>
  isLeaf(node) ? node : leafOf(node.initial.target[0] as AnyStateNode);

/** The state below which a transition leaves and enters; none where the root itself is left. */
function domainOf(source: AnyStateNode, target: AnyStateNode, reenter: boolean): AnyStateNode | undefined {
  if (!reenter && pathOf(target).includes(source)) return source;
  const around = pathOf(target).slice(0, -1);
  const common = pathOf(source)
    .slice(0, -1)
    .findLast((node) => around.includes(node));
  return common ?? (reenter ? undefined : source.machine.root);
}

/** A candidate without a guard is the last that is ever asked. */
function reachable(rows: readonly Row[]): Row[] {
  const last = rows.findIndex(({ guard }) => guard === undefined);
  return rows.slice(0, last < 0 ? undefined : last + 1);
}

const listOf = (value: unknown): unknown[] => (value === undefined ? [] : [value].flat());

const delaysOf = ({ config }: AnyStateNode) => Object.keys(config.after ?? {});

function afterName([transition]: readonly Transition[]): string | undefined {
  return transition?.delay === undefined ? undefined : `after.${transition.delay}`;
}

function nameOf(part: unknown, { id }: AnyStateNode): string {
  const { type, params } =
    typeof part === 'object' && part !== null ? (part as { type?: unknown; params?: unknown }) : {};
  const name = type ?? part;
  if (typeof name !== 'string' || params !== undefined) {
    throw new Error(`${id} has a part that is written inline or takes parameters: a table holds names`);
  }
  return name;
}

function refuseWhatNoTableHas(node: AnyStateNode): void {
  const refuse = (what: string) => {
    throw new Error(`${node.id} ${what}, which a table cannot hold`);
  };
  if (node.type !== 'atomic' && node.type !== 'compound') refuse(`is a ${node.type} state`);
  if (node.type === 'compound' && node.initial.actions.length > 0)
    refuse('has actions on its initial transition');
  for (const event of node.transitions.keys()) {
    if (event.endsWith('*')) refuse(`listens to the wildcard ${event}`);
    if (/^xstate\.(done|error|snapshot)\./.test(event)) refuse(`listens to ${event}`);
  }
  for (const transition of [...node.transitions.values()].flat()) {
    if ((transition.target?.length ?? 0) > 1) refuse(`has a transition with several targets`);
  }
}

function refuseSharedDelays(nodes: readonly AnyStateNode[]): void {
  const owners = new Map<string, AnyStateNode>();
  for (const node of nodes) {
    for (const delay of delaysOf(node)) {
      const owner = owners.get(delay);
      if (owner)
        throw new Error(
          `${node.id} and ${owner.id} share the delay ${delay}, which a table cannot tell apart`,
        );
      owners.set(delay, node);
    }
  }
}
