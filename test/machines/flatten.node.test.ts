import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type AnyMachineSnapshot,
  type AnyStateMachine,
  createMachine,
  initialTransition,
  transition,
} from 'xstate';
import { connectionMachine } from '../../src/machines/connection.ts';
import { flatten, type Row, type Table } from '../../src/machines/flatten.ts';
import type { Parts } from '../../src/machines/parts.ts';
import { runTable } from '../../src/machines/run-table.ts';
import {
  connectionSubject,
  type Event,
  type Facts,
  nothing,
  peerSubject,
  type Subject,
} from './support/subjects.ts';

/** Rows that the structure gives and no run can take, with the reason. */
const NEVER_TAKEN: Readonly<Record<string, readonly string[]>> = {
  // Left in the same step in which it is entered.
  connection: ['lost: reconnect 0'],
};

const subjects = { connection: connectionSubject, peer: peerSubject };

/** XState's own account of a macrostep, in the table's words. Updates leave no trace there but the context. */
function told(actions: readonly { readonly type: string; readonly params?: unknown }[]) {
  return actions.map(({ type, params }) => {
    const { event, sendId, id, delay } = (params ?? {}) as Record<string, never> & { event?: Event };
    const delayOf = (name: string) => name.split('.')[2];
    if (type === 'xstate.raise') return ['start', delayOf(String(event?.type)), delay];
    if (type === 'xstate.cancel') return ['stop', delayOf(String(sendId ?? params))];
    if (type === 'xstate.spawnChild') return ['invoke', id];
    if (type === 'xstate.stopChild') return ['leave', 'link'];
    return type;
  });
}

const pathOf = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : Object.entries(value as object)
        .map(([key, rest]) => `${key}.${pathOf(rest)}`)
        .join();

/** Runs chart and table side by side and compares state, context, effects and timers after each event. */
function sideBySide({ machine, parts, effects, context, hostOf }: Subject, table: Table, seen: Set<string>) {
  let facts: Facts = {};
  const host = hostOf(() => facts) as never;
  const log: unknown[] = [];
  const state = { leaf: -1, ...context(() => host) };
  const runner = runTable<typeof state, Event>(table, {
    ...(parts as unknown as Parts<typeof state, Event>),
    effects: {
      ...Object.fromEntries(effects.map((name) => [name, () => void log.push(name)])),
      ...Object.fromEntries(rowNames(table).map((name) => [name, () => void seen.add(name)])),
    },
    hands: {
      start: (_, delay, ms) => void log.push(['start', delay, ms]),
      stop: (_, delay) => void log.push(['stop', delay]),
      invoke: (_, id) => void log.push(['invoke', id]),
      leave: (_, id) => void log.push(['leave', id]),
    },
  });
  let snapshot: AnyMachineSnapshot | undefined;
  const compare = (actions: Parameters<typeof told>[0]) => {
    const { leaf, ...rest } = state;
    const path = table.leaves[leaf]?.path;
    expect({ path, context: comparable(rest), log: log.splice(0) }).toEqual({
      path: pathOf(snapshot?.value),
      context: comparable(snapshot?.context as object),
      log: told(actions),
    });
    expect([...(snapshot?.tags ?? [])]).toEqual(table.leaves[leaf]?.tags);
  };
  return {
    start(now: Facts) {
      facts = now;
      const [next, actions] = initialTransition(machine, { host: () => host });
      snapshot = next;
      runner.enter(state, { type: 'xstate.init' });
      compare(actions);
    },
    send(event: Event, now: Facts) {
      facts = now;
      const named = /^after\.(.*)$/.exec(event.type)?.[1];
      const type = named === undefined ? event.type : afterType(machine, named);
      const [next, actions] = transition(machine, snapshot as never, { ...event, type } as never);
      snapshot = next;
      runner.send(state, event);
      compare(actions as Parameters<typeof told>[0]);
    },
  };
}

/** The names that `naming` gave to rows, if it did. */
const rowNames = ({ leaves }: Table) =>
  leaves
    .flatMap(({ on, always }) => [...Object.values(on), always].flat())
    .map(({ steps }) => String(steps[0]))
    .filter((step) => step.includes(': '));

/** A loss is made anew on either side: its sentence and code count. */
const comparable = (context: object) => ({
  ...context,
  host: undefined,
  cause: String((context as { cause?: unknown }).cause),
});

/** XState names the event of a delay by the state that owns it. */
function afterType(machine: AnyStateMachine, delay: string): string {
  const search = (node: AnyStateMachine['root']): string | undefined =>
    delay in (node.config.after ?? {})
      ? `xstate.after.${delay}.${node.id}`
      : Object.values(node.states).map(search).find(Boolean);
  return search(machine.root) as string;
}

/** A copy of the table whose rows say their names when they are taken. */
function naming(table: Table): { readonly table: Table; readonly names: readonly string[] } {
  const names: string[] = [];
  const name = (place: string) => (row: Row, index: number) => {
    const each = `${place} ${index}${row.guard ? ` [${row.guard}]` : ''}`;
    names.push(each);
    return { ...row, steps: [each, ...row.steps] };
  };
  const leaves = table.leaves.map((leaf) => ({
    ...leaf,
    on: Object.fromEntries(
      Object.entries(leaf.on).map(([event, rows]) => [event, rows.map(name(`${leaf.path}: ${event}`))]),
    ),
    always: leaf.always.map(name(`${leaf.path}: always`)),
  }));
  return { table: { ...table, leaves }, names };
}

const changedRow = (
  table: Table,
  path: string,
  event: string,
  change: (rows: readonly Row[]) => readonly Row[],
) => ({
  ...table,
  leaves: table.leaves.map((leaf) =>
    leaf.path === path ? { ...leaf, on: { ...leaf.on, [event]: change(leaf.on[event] ?? []) } } : leaf,
  ),
});

function randomRuns(subject: Subject, table: Table, seen: Set<string>, numRuns: number) {
  const delays = [...new Set(table.leaves.flatMap(({ on }) => Object.keys(on)))]
    .filter((event) => event.startsWith('after.'))
    .map((type) => ({ type }));
  const step = fc.tuple(fc.constantFrom(...subject.events, ...delays), subject.facts);
  fc.assert(
    fc.property(subject.facts, fc.array(step, { maxLength: 60, size: 'max' }), (facts, steps) => {
      const both = sideBySide(subject, table, seen);
      both.start(facts);
      for (const [event, now] of steps) both.send(event, now);
    }),
    // The first difference is enough for a failure: shrinking it takes longer than finding it.
    { numRuns, seed: 1, endOnFailure: true },
  );
}

describe.each(Object.entries(subjects))('the table of the %s chart', (name, subject) => {
  test('agrees with XState on state, context, effects, timers and their order, after every event of random sequences, which take every row', () => {
    const { table, names } = naming(flatten(subject.machine));
    const seen = new Set<string>();
    randomRuns(subject, table, seen, 800);
    expect(names.filter((each) => !seen.has(each) && !NEVER_TAKEN[name]?.includes(each))).toEqual([]);
  }, 60_000);
});

describe('a table that differs from its chart is caught', () => {
  const right = flatten(connectionMachine);
  const rows = (change: (rows: readonly Row[]) => readonly Row[], path: string, event: string) =>
    changedRow(right, path, event, change);
  const wrong: Readonly<Record<string, Table>> = {
    'a swapped target': rows((all) => all.map((row) => ({ ...row, target: 0 })), 'backoff', 'close'),
    'a lost exit action': rows(
      (all) => all.map((row) => ({ ...row, steps: row.steps.slice(1) })),
      'closed',
      'connect',
    ),
    'a wrong order of guards': rows((all) => all.toReversed(), 'live.open.awaitingPong', 'after.pongTimeout'),
    'a timer that is not stopped': rows(
      (all) =>
        all.map((row) => ({
          ...row,
          steps: row.steps.filter((step) => String(step) !== 'stop,pongTimeout'),
        })),
      'live.open.awaitingPong',
      'peer.heard',
    ),
    'effects out of order': rows(
      (all) => all.map((row) => ({ ...row, steps: row.steps.toReversed() })),
      'live.open.alive',
      'close',
    ),
  };

  test.each(Object.entries(wrong))('%s', (_, table) => {
    expect(() => randomRuns(connectionSubject, table, new Set(), 600)).toThrow();
  });
});

describe('flatten refuses, by the name of the state,', () => {
  const refused: Readonly<Record<string, readonly [config: object, message: string]>> = {
    'a parallel state': [{ type: 'parallel', states: { a: {} } }, 'm is a parallel state'],
    'a final state': [{ initial: 'a', states: { a: { type: 'final' } } }, 'm.a is a final state'],
    'a history state': [
      { initial: 'a', states: { a: {}, h: { type: 'history' } } },
      'm.h is a history state',
    ],
    'an inline action': [
      { initial: 'a', states: { a: { entry: nothing } } },
      'm.a has a part that is written inline',
    ],
    'an action with parameters': [
      { initial: 'a', states: { a: { entry: { type: 'x', params: { y: 1 } } } } },
      'm.a has a part that is written inline or takes parameters',
    ],
    'an inline guard': [
      { initial: 'a', states: { a: { on: { e: { guard: () => true } } } } },
      'm.a has a part that is written inline',
    ],
    'a wildcard': [{ initial: 'a', states: { a: { on: { '*': 'a' } } } }, 'm.a listens to the wildcard *'],
    'the end of a child': [
      { initial: 'a', states: { a: { invoke: { src: 's', id: 'i', onDone: 'a' } } } },
      'm.a listens to xstate.done.actor.i',
    ],
    'actions of an initial transition': [
      { initial: { target: 'a', actions: 'x' }, states: { a: {} } },
      'm has actions on its initial transition',
    ],
    'a delay of two states': [
      { initial: 'a', states: { a: { after: { d: 'b' } }, b: { after: { d: 'a' } } } },
      'm.b and m.a share the delay d',
    ],
  };

  test.each(Object.entries(refused))('%s', (_, [config, message]) => {
    expect(() => flatten(createMachine({ id: 'm', ...config }))).toThrow(message);
  });
});

test('a part that nobody implements is named', () => {
  const machine = createMachine({ id: 'm', initial: 'a', states: { a: { entry: 'forgotten' } } });
  const hands = { start: nothing, stop: nothing };
  const parts = { updates: {}, guards: {}, delays: {}, effects: {}, hands };
  expect(() => runTable(flatten(machine), parts)).toThrow(
    "the table names 'forgotten', which nobody implements",
  );
});

test('an event that an effect sends is taken after the one at hand', () => {
  const on = { next: 'b' };
  const machine = createMachine({
    id: 'm',
    initial: 'a',
    states: {
      a: { on, exit: 'leaveA' },
      b: { entry: ['sendNext', 'enterB'], on: { next: 'c' } },
      c: { entry: 'enterC' },
    },
  });
  const log: string[] = [];
  const runner = runTable<{ leaf: number }, Event>(flatten(machine), {
    ...{ updates: {}, guards: {}, delays: {}, hands: { start: nothing, stop: nothing } },
    effects: {
      leaveA: () => log.push('leaveA'),
      sendNext: (state) => runner.send(state, { type: 'next' }),
      enterB: () => log.push('enterB'),
      enterC: () => log.push('enterC'),
    },
  });
  const state = { leaf: -1 };
  runner.enter(state, { type: 'start' });
  runner.send(state, { type: 'next' });
  expect([log, state.leaf]).toEqual([['leaveA', 'enterB', 'enterC'], 2]);
});
