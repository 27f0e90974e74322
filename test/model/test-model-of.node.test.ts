import { createTestModel } from '@xstate/test';
import { describe, expect, test } from 'vitest';
import { type AnyEventObject, type AnyMachineSnapshot, assign, createMachine, fromPromise } from 'xstate';
import { getAdjacencyMap, getShortestPaths } from 'xstate/graph';
import { connectionMachine } from '../../src/machines/index.ts';
import { contextOf } from '../../src/testing/connection-model.ts';
import { edgesOf } from '../../src/testing/edges-of.ts';
import { testModelOf } from '../../src/testing/test-model-of.ts';
import { faultsOf } from './support/coverage.ts';
import { memoryGround } from './support/ground.ts';
import { modelFor } from './support/model-for.ts';
import { plain } from './support/settings.ts';

interface LampContext {
  readonly wear: number;
  readonly isDark: () => boolean;
}

const ran: string[] = [];

/** A lamp that goes out by itself, and does not go on by day. */
const lamp = createMachine(
  {
    types: {} as { context: LampContext },
    id: 'lamp',
    context: { wear: 0, isDark: () => false },
    initial: 'off',
    states: {
      off: { on: { press: { guard: 'isDark', target: 'on', actions: ['wearOut', 'click'] } } },
      on: {
        invoke: { src: 'heat' },
        initial: 'bright',
        after: { bedtime: 'off' },
        states: {
          bright: { after: { warmth: 'dim' } },
          dim: { on: { press: '#lamp.off' }, always: { guard: 'isWorn', target: '#lamp.broken' } },
        },
      },
      broken: { type: 'final' },
    },
  },
  {
    actions: { wearOut: assign({ wear: ({ context }) => context.wear + 1 }), click: () => ran.push('click') },
    guards: { isDark: ({ context }) => context.isDark(), isWorn: ({ context }) => context.wear > 1 },
    delays: { bedtime: 900, warmth: ({ context }) => 100 * context.wear },
    actors: { heat: fromPromise(async () => ran.push('heat')) },
  },
);

const world = (_: LampContext, event: AnyEventObject) => ({ isDark: () => event.isDark === true });
const model = testModelOf(lamp, {
  events: [
    { type: 'press', isDark: true },
    { type: 'press', isDark: false },
  ],
  world,
  key: ({ context }) => context.wear,
});

const follow = (...events: AnyEventObject[]): AnyMachineSnapshot =>
  events.reduce((state, event) => model.step(state, event).state, model.initial);
const press = { type: 'press', isDark: true };

describe('a test model', () => {
  test("keeps the chart's guards and updates in force, on what the event says of the world", () => {
    expect(model.step(model.initial, { type: 'press', isDark: false }).edges).toEqual([]);
    const { state, edges, effects } = model.step(model.initial, press);
    expect([state.value, state.context.wear]).toEqual([{ on: 'bright' }, 1]);
    expect(edges.map(({ id }) => id)).toEqual(['off: press [isDark] → on']);
    expect(effects.map(({ name, context, event }) => [name, context.wear, event])).toEqual([
      ['click', 1, press],
    ]);
  });

  test('runs nothing: no action, no actor', () => {
    model.edgePaths();
    expect(ran).toEqual([]);
  });

  test('arms delays as the chart does, and moves its clock to where one is due', () => {
    const lit = follow(press);
    expect(model.clock(lit)).toEqual({
      now: 0,
      timers: [
        { delay: 'warmth', armedAt: 0, due: 100 },
        { delay: 'bedtime', armedAt: 0, due: 900 },
      ],
    });
    const dim = model.step(lit, { type: 'after.warmth' });
    expect(dim.edges.map(({ id }) => id)).toEqual(['on.bright: after warmth → on.dim']);
    expect(model.clock(dim.state)).toEqual({
      now: 100,
      timers: [{ delay: 'bedtime', armedAt: 0, due: 900 }],
    });
    expect(model.clock(model.step(dim.state, { type: 'after.bedtime' }).state)).toEqual({
      now: 900,
      timers: [],
    });
  });

  test('lets no delay pass that is not the next to pass', () => {
    const lit = follow(press);
    for (const event of [{ type: 'after.bedtime' }, { type: 'after.warmth', late: 800 }]) {
      expect(model.step(lit, event)).toEqual({ state: lit, edges: [], effects: [] });
    }
    expect(model.clock(model.step(lit, { type: 'after.warmth', late: 799 }).state).now).toBe(899);
  });

  test('reports every edge of a step, eventless ones included', () => {
    const warmTwice = follow(press, { type: 'after.warmth' }, { type: 'press' }, press, {
      type: 'after.warmth',
    });
    expect(warmTwice.value).toBe('broken');
    const before = follow(press, { type: 'after.warmth' }, { type: 'press' }, press);
    expect(model.step(before, { type: 'after.warmth' }).edges.map(({ id }) => id)).toEqual([
      'on.bright: after warmth → on.dim',
      'on.dim: always [isWorn] → broken',
    ]);
  });

  test('has the edges of the chart, the very same', () => {
    expect(model.edges).toEqual(edgesOf(lamp));
    expect(testModelOf(connectionMachine, { input: { host: () => ({}) } }).edges).toEqual(
      edgesOf(connectionMachine),
    );
  });

  test('refuses a chart in which one name runs twice at a time', () => {
    const nested = createMachine({
      id: 'nested',
      initial: 'a',
      after: { soon: '.a' },
      states: { a: { after: { soon: 'b' } }, b: {} },
    });
    expect(() => testModelOf(nested)).toThrow("the delay 'soon' runs in nested and in nested.a at a time");
    const state = { initial: 'a', states: { a: { after: { soon: 'b' } }, b: {} } } as const;
    const parallel = createMachine({ id: 'both', type: 'parallel', states: { one: state, other: state } });
    expect(() => testModelOf(parallel)).toThrow(
      "the delay 'soon' runs in both.one.a and in both.other.a at a time",
    );
    const apart = createMachine({
      initial: 'a',
      states: { a: { after: { soon: 'b' } }, b: { after: { soon: 'a' } } },
    });
    expect(testModelOf(apart).edges).toHaveLength(2);
  });

  test('tries listed events on a wildcard', () => {
    const any = createMachine({ initial: 'a', states: { a: { on: { '*': 'b' } }, b: {} } });
    expect(testModelOf(any, { events: [{ type: 'x' }] }).edgePaths()).toHaveLength(1);
    expect(testModelOf(any).edgePaths()).toEqual([]);
  });

  test('takes no event that cannot come', () => {
    const shut = testModelOf(lamp, { world, events: [press], can: (_, { type }) => type !== 'press' });
    expect(shut.edgePaths()).toEqual([]);
  });
});

describe('paths that cover every edge', () => {
  const idsAlong = ({ steps }: { steps: readonly { event: AnyEventObject }[] }): string[] => {
    let state = model.initial;
    return steps.slice(1).flatMap(({ event }) => {
      const step = model.step(state, event);
      state = step.state;
      return step.edges.map(({ id }) => id);
    });
  };

  test('take every edge of the chart, in few paths', () => {
    const paths = model.edgePaths();
    expect(new Set(paths.flatMap(idsAlong))).toEqual(new Set(edgesOf(lamp).map(({ id }) => id)));
    // A lamp that is broken leads nowhere: there are two ends to reach.
    expect(paths).toHaveLength(2);
  });

  test('are no longer than asked for, unless an edge is farther away', () => {
    const short = testModelOf(lamp, {
      events: [press, { type: 'press', isDark: false }],
      world,
      key: ({ context }) => context.wear,
      longest: 2,
    });
    const lengths = short.edgePaths().map(({ weight }) => weight);
    expect(lengths.length).toBeGreaterThan(1);
    // `broken` is five steps away, whatever is asked for.
    expect([Math.min(...lengths), Math.max(...lengths)]).toEqual([2, 5]);
  });

  test('state in each step what the model says when it is replayed', () => {
    const { initial, step, edgePaths } = modelFor(plain, memoryGround());
    for (const { steps } of edgePaths()) {
      let at = initial;
      for (const { event, state } of steps.slice(1)) {
        at = step(at, event).state;
        expect(at.value).toEqual(state.value);
        expect({ ...contextOf(at), host: undefined }).toEqual({ ...contextOf(state), host: undefined });
      }
    }
  });
});

describe('a test model is taken', () => {
  test('by createTestModel of @xstate/test, with its own shortest paths', async () => {
    const paths = createTestModel(model.machine, model.options).getShortestPaths();
    expect(paths.map(({ steps }) => steps.map(({ event }) => event.type).join(' '))).toEqual([
      'xstate.init press after.warmth after.bedtime press after.warmth',
    ]);
    const seen: unknown[] = [];
    for (const path of paths) {
      await path.test({
        events: { press: ({ event }) => void seen.push(event) },
        states: { '*': (state) => void seen.push(state.value) },
      });
    }
    expect(seen.slice(0, 4)).toEqual(['off', press, { on: 'bright' }, { on: 'dim' }]);
  });

  test('by createTestModel of @xstate/test, with the generator of edges', () => {
    const paths = createTestModel(model.machine, model.options).getPaths(model.edgePaths);
    expect(paths.map(({ steps }) => steps.length)).toEqual(
      model.edgePaths().map(({ steps }) => steps.length),
    );
  });

  test('by getShortestPaths and getAdjacencyMap of xstate/graph', () => {
    const shortest = getShortestPaths(model.machine, model.options);
    expect(shortest.map(({ state }) => state.value)).toContainEqual('broken');
    const keys = Object.keys(getAdjacencyMap(model.machine, model.options));
    expect(keys).toHaveLength(shortest.length);
    expect(keys[0]).toBe('["off",[],0]');
  });
});

test('an edge without a reason, a reason without need and a reason for nothing are faults', () => {
  expect(faultsOf(['a', 'b', 'c'], new Set(['a', 'c']), { c: 'late', d: 'gone' })).toEqual([
    'not covered, without a reason: b',
    'has a reason and is covered: c',
    'has a reason and is no edge: d',
  ]);
  expect(faultsOf(['a', 'b'], new Set(['a']), { b: 'nobody can' })).toEqual([]);
});
