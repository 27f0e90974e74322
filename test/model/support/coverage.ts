import { describe, expect, test } from 'vitest';
import type { AnyEventObject } from 'xstate';
import type { ModelPath, TestModel } from '../../../src/testing/test-model-of.ts';
import type { Ground } from './ground.ts';
import { modelFor } from './model-for.ts';
import type { Setting } from './settings.ts';
import { type Build, startWalk } from './walk.ts';

/** What the walk needs of a path of `@xstate/test` or `xstate/graph`. */
export interface Path extends Pick<ModelPath, 'steps'> {
  test(params: {
    readonly events: Record<string, (step: { readonly event: AnyEventObject }) => Promise<void>>;
    readonly states: Record<string, () => Promise<void>>;
  }): Promise<unknown>;
}

/** The paths of a model that take every edge, as one of the two makes them. */
export type PathsOf = (model: TestModel) => readonly Path[];

/** Leads a connection along a path; resolves with the ids of the edges that it has taken. */
export async function walkAlong(
  path: Path,
  model: TestModel,
  setting: Setting,
  ground: Ground,
  build: Build,
): Promise<string[]> {
  const walk = startWalk(model, setting, ground, build);
  const types = new Set(path.steps.map(({ event }) => event.type).filter((type) => type !== 'xstate.init'));
  const take = ({ event }: { readonly event: AnyEventObject }): Promise<void> => walk.take(event);
  const events = Object.fromEntries([...types].map((type) => [type, take]));
  await path.test({ events, states: { '*': () => walk.check() } });
  await walk.end();
  return [...walk.covered].map(({ id }) => id);
}

/** Why an edge cannot be taken on a ground, by the edge's id. */
export type Reasons = Readonly<Record<string, string>>;

/** What a walk of all settings must have shown: every edge is taken or has its reason, and no reason is out of date. */
export function faultsOf(edges: readonly string[], covered: ReadonlySet<string>, reasons: Reasons): string[] {
  const known = new Set(edges);
  return [
    ...edges
      .filter((id) => !covered.has(id) && !reasons[id])
      .map((id) => `not covered, without a reason: ${id}`),
    ...Object.keys(reasons).flatMap((id) => {
      if (!known.has(id)) return [`has a reason and is no edge: ${id}`];
      return covered.has(id) ? [`has a reason and is covered: ${id}`] : [];
    }),
  ];
}

/** Tests that walk every edge of the chart on a ground, in each setting. */
export function describeWalk(
  ground: Ground,
  settings: readonly Setting[],
  build: Build,
  pathsOf: PathsOf,
  reasons: Reasons = {},
): void {
  const covered = new Set<string>();
  const edges = new Set<string>();

  for (const setting of settings) {
    describe(`on ${ground.name}, a connection that is ${setting.name}`, () => {
      const model = modelFor(setting, ground);
      for (const { id } of model.edges) edges.add(id);
      const paths = pathsOf(model);
      test.each(paths.map((path, index) => [titleOf(path, index), path] as const))(
        'does as the model on %s',
        async (_, path) => {
          for (const id of await walkAlong(path, model, setting, ground, build)) covered.add(id);
        },
        60_000,
      );
    });
  }

  test(`every edge is covered on ${ground.name}`, () => {
    const missing = [...edges].filter((id) => !covered.has(id));
    const lines = missing.map((id) => `  not covered: ${id} (${reasons[id] ?? 'without a reason'})`);
    console.log([`edges covered ${covered.size}/${edges.size} on ${ground.name}`, ...lines].join('\n'));
    expect(faultsOf([...edges], covered, reasons)).toEqual([]);
  });
}

const titleOf = ({ steps }: Path, index: number): string =>
  `path ${index + 1}, ${steps
    .slice(1)
    .map(({ event }) => event.type)
    .join(', ')}`;
