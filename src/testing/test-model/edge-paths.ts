import type { AnyEventObject, AnyMachineSnapshot } from 'xstate';
import type { ModelPath, ModelStep } from './path.ts';

/** What a search of the model needs to know. */
export interface Walkable {
  readonly initial: AnyMachineSnapshot;
  eventsIn(state: AnyMachineSnapshot): readonly AnyEventObject[];
  step(state: AnyMachineSnapshot, event: AnyEventObject): ModelStep;
  keyOf(state: AnyMachineSnapshot): string;
}

interface Way {
  readonly event: AnyEventObject;
  readonly edges: readonly string[];
  readonly to: string;
}

type Ways = ReadonlyMap<string, readonly Way[]>;

/**
 * Finds paths that take every edge in reach: each goes on from one edge to the nearest that none has taken, for at most
 * `longest` steps. The first leg of a path is a shortest one.
 */
export function edgePaths(model: Walkable, longest: number): ModelPath[] {
  const ways = explore(model);
  const taken = new Set<string>();
  const paths: ModelPath[] = [];
  for (let path = grow(model, ways, taken, longest); path; path = grow(model, ways, taken, longest)) {
    paths.push(path);
  }
  return paths;
}

/** Every state that differs by its key, and where each event leads from the first of its kind. */
function explore({ initial, eventsIn, step, keyOf }: Walkable): Ways {
  const ways = new Map<string, Way[]>();
  const queue = [initial];
  for (const state of queue) {
    const key = keyOf(state);
    if (ways.has(key)) continue;
    const found: Way[] = [];
    ways.set(key, found);
    for (const event of eventsIn(state)) {
      const { state: next, edges } = step(state, event);
      if (edges.length === 0) continue;
      found.push({ event, edges: edges.map(({ id }) => id), to: keyOf(next) });
      queue.push(next);
    }
  }
  return ways;
}

/** One path, or none where nothing new is in reach; marks what it takes. */
function grow(model: Walkable, ways: Ways, taken: Set<string>, longest: number): ModelPath | undefined {
  const steps = [{ state: model.initial, event: { type: 'xstate.init' } as AnyEventObject }];
  let state = model.initial;
  for (;;) {
    const leg = nearest(ways, model.keyOf(state), taken);
    if (!leg || (steps.length > 1 && steps.length - 1 + leg.length > longest)) break;
    const walked = follow(model, state, leg);
    const edges = walked.flatMap((step) => step.edges).filter(({ id }) => !taken.has(id));
    // States that share a key may differ in what comes next: then the next path starts anew, where the way is exact.
    if (edges.length === 0 || walked.some((step) => step.edges.length === 0)) break;
    for (const { id } of edges) taken.add(id);
    steps.push(...walked.map((step) => ({ state: step.state, event: step.event })));
    state = walked.at(-1)?.state ?? state;
  }
  return steps.length === 1 ? undefined : { state, steps, weight: steps.length - 1 };
}

function follow(
  { step }: Walkable,
  from: AnyMachineSnapshot,
  leg: readonly AnyEventObject[],
): (ModelStep & { readonly event: AnyEventObject })[] {
  let state = from;
  return leg.map((event) => {
    const taken = step(state, event);
    state = taken.state;
    return { ...taken, event };
  });
}

function nearest(ways: Ways, from: string, taken: ReadonlySet<string>): AnyEventObject[] | undefined {
  const legs = new Map<string, AnyEventObject[]>([[from, []]]);
  for (const [key, leg] of legs) {
    for (const { event, edges, to } of ways.get(key) ?? []) {
      if (edges.some((edge) => !taken.has(edge))) return [...leg, event];
      if (!legs.has(to)) legs.set(to, [...leg, event]);
    }
  }
  return undefined;
}
