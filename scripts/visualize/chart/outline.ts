import type { AnyStateMachine, AnyStateNode } from 'xstate';
import { type Edge, edgesOf } from '../../../src/testing/edges-of.ts';

/** A state as it is drawn, whatever draws it. */
export interface StateOutline {
  /** Below the machine, as in `live.open.alive`; '' of the root. */
  readonly path: string;
  readonly name: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly entry: readonly string[];
  readonly exit: readonly string[];
  readonly invokes: readonly string[];
  /** The path of the initial state; `undefined` of a leaf. */
  readonly initial: string | undefined;
  /** Edges that do not lead out of it or into a sibling: it stays, enters itself anew, or leads to a state around or inside it. */
  readonly own: readonly Edge[];
  readonly children: readonly StateOutline[];
}

/** Edges of one kind from one state to another, drawn as one line. */
export interface Way {
  readonly from: string;
  readonly to: string;
  readonly kind: Edge['kind'];
  /** Edges that ask for and do the same, in the order of the chart. */
  readonly steps: readonly Step[];
}

/** Edges that differ in their event alone. */
export interface Step {
  readonly edges: readonly Edge[];
  /** As in a `Condition`. */
  readonly guard: string;
  readonly actions: readonly string[];
}

/** A chart as it is drawn. */
export interface Outline {
  readonly root: StateOutline;
  /** Every edge, drawn as a way or as a line inside a state. */
  readonly edges: readonly Edge[];
  /** The states of the machine, and before them what holds in any of them, as a state without a path, where there is such. */
  readonly tops: readonly StateOutline[];
  readonly ways: readonly Way[];
  /** From ids of states to their paths. */
  readonly pathOf: (id: string) => string;
  /** The words for an edge's trigger and guard. */
  readonly conditionOf: ConditionOf;
}

export interface Condition {
  /** The event, or `after` and the name of the delay; '' where a transition needs none. */
  readonly trigger: string;
  /** As in `[isQuiet]`, `2 [isFatal]` or `[else]`; '' where it is not asked for. */
  readonly guard: string;
}

export type ConditionOf = (edge: Edge) => Condition;

/** Reads a machine into what a drawing of it shows. Throws on what it could not show: a transition with several targets. */
export function outlineOf(machine: AnyStateMachine): Outline {
  const edges = edgesOf(machine);
  const several = edges.find(({ targets }) => targets.length > 1);
  if (several) throw new Error(`no way to draw several targets: ${several.id}`);
  const pathOf = pathsOf(machine);
  const isWay = (edge: Edge): boolean => {
    const [target] = edge.targets;
    if (target === undefined) return false;
    const [from, to] = [pathOf(edge.source), pathOf(target)];
    return from === '' || !(isInside(from, to) || isInside(to, from));
  };
  const root = stateOutline(
    machine.root,
    edges.filter((edge) => !isWay(edge)),
  );
  const hasOwn =
    edges.some(({ source }) => source === machine.id) || root.entry.length + root.exit.length > 0;
  return {
    root,
    edges,
    tops: [
      ...(hasOwn ? [{ ...root, name: 'any state', initial: undefined, children: [] }] : []),
      ...root.children,
    ],
    ways: waysOf(edges.filter(isWay), pathOf, (edge) => conditionOf(edge, edges)),
    pathOf,
    conditionOf: (edge) => conditionOf(edge, edges),
  };
}

/** Whether `inner` is `outer` or a state in it. */
export const isInside = (inner: string, outer: string): boolean =>
  outer === '' || inner === outer || inner.startsWith(`${outer}.`);

/** The top-level state that a path leads through. */
export const topOf = (path: string): string => path.split('.')[0] ?? '';

/** From ids of states to their paths. */
function pathsOf(machine: AnyStateMachine): (id: string) => string {
  const paths = new Map<string, string>();
  const walk = (node: AnyStateNode): void => {
    paths.set(node.id, node.path.join('.'));
    for (const child of Object.values(node.states)) walk(child);
  };
  walk(machine.root);
  return (id) => {
    const path = paths.get(id);
    if (path === undefined) throw new Error(`no state has the id ${id}`);
    return path;
  };
}

function stateOutline(node: AnyStateNode, own: readonly Edge[]): StateOutline {
  const [initial] = node.type === 'compound' ? (node.initial.target ?? []) : [];
  return {
    path: node.path.join('.'),
    name: node.key,
    description: node.description ?? '',
    tags: node.tags,
    entry: node.entry.map(nameOf).filter(isOwn),
    exit: node.exit.map(nameOf).filter(isOwn),
    invokes: node.invoke.map(({ id, src }) => (id === src ? id : `${id} (${nameOf(src)})`)),
    initial: initial?.path.join('.'),
    own: own.filter(({ source }) => source === node.id),
    children: Object.values(node.states).map((child) => stateOutline(child, own)),
  };
}

/** XState starts and cancels the timers of `after` by actions of its own. */
const isOwn = (action: string): boolean => !action.startsWith('xstate.');

const nameOf = (part: unknown): string =>
  typeof part === 'string' ? part : String((part as { type: unknown }).type);

function waysOf(edges: readonly Edge[], pathOf: (id: string) => string, conditionOf: ConditionOf): Way[] {
  const ways = new Map<string, { -readonly [Key in keyof Way]: Way[Key] }>();
  for (const edge of edges) {
    const [target = ''] = edge.targets;
    const [from, to, { kind }] = [pathOf(edge.source), pathOf(target), edge];
    const key = [from, to, kind].join(' ');
    const { steps } = ways.get(key) ?? { steps: [] };
    ways.set(key, { from, to, kind, steps: withStep(steps, edge, conditionOf(edge).guard) });
  }
  return [...ways.values()];
}

/** Adds an edge to the step that asks for and does the same, or as a step of its own. */
function withStep(steps: readonly Step[], edge: Edge, guard: string): Step[] {
  const { actions } = edge;
  const isSame = (step: Step): boolean => step.guard === guard && step.actions.join() === actions.join();
  if (!steps.some(isSame)) return [...steps, { edges: [edge], guard, actions }];
  return steps.map((step) => (isSame(step) ? { ...step, edges: [...step.edges, edge] } : step));
}

function conditionOf(edge: Edge, edges: readonly Edge[]): Condition {
  const candidates = edges.filter(
    ({ source, kind, event }) => source === edge.source && kind === edge.kind && event === edge.event,
  );
  const trigger = { event: edge.event, delay: `after ${edge.event}`, always: '' }[edge.kind];
  const guard = edge.guard ?? (candidates.length > 1 ? 'else' : '');
  const order = candidates.length > 2 ? `${candidates.findIndex(({ id }) => id === edge.id) + 1} ` : '';
  return { trigger, guard: guard && `${order}[${guard}]` };
}
