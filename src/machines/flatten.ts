import type { AnyStateMachine, AnyStateNode } from 'xstate';
import { delaysOf, listOf, nameOf, refuseWhatNoTableHas } from './flat-chart.ts';
import type { Leaf, Row, Step, Table } from './table.ts';

export type { Row, Table } from './table.ts';

type Made = (row: Row, transition: object) => void;
const nothing: Made = () => {};

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
 * `made` hears of each row, with XState's definition of its transition. Throws an `Error` that names the state where a chart holds
 * what a table cannot (flat-chart.ts).
 */
export function flatten(machine: AnyStateMachine, made: Made = nothing): Table {
  const nodes = [...nodesBelow(machine.root)];
  refuseWhatNoTableHas(nodes);
  const leaves = nodes.filter(isLeaf);
  const indexOf = (leaf: AnyStateNode) => leaves.indexOf(leaf);
  const first = leafOf(machine.root);
  return {
    id: machine.id,
    delays: Object.fromEntries(
      nodes.flatMap((node) => delaysOf(node).map((name) => [name, node.path.join('.')])),
    ),
    initial: { target: indexOf(first), steps: pathOf(first).flatMap(entrySteps) },
    leaves: leaves.map((leaf) => tableLeaf(leaf, indexOf, made)),
  };
}

function tableLeaf(leaf: AnyStateNode, indexOf: (leaf: AnyStateNode) => number, made: Made): Leaf {
  const active = pathOf(leaf);
  const innermostFirst = active.toReversed();
  const rows = (node: AnyStateNode, transitions: readonly Transition[]) =>
    transitions.map((transition) => {
      const row = tableRow(node, transition, active, indexOf);
      made(row, transition);
      return row;
    });
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

function afterName([transition]: readonly Transition[]): string | undefined {
  return transition?.delay === undefined ? undefined : `after.${transition.delay}`;
}
