import { describe, expect, test } from 'vitest';
import { createMachine } from 'xstate';
import { connectionMachine } from '../../src/machines/index.ts';
import { peerMachine } from '../../src/machines/peer.ts';
import { lintChart } from '../../src/testing/lint-chart.ts';

test.each([connectionMachine, peerMachine])('the $id chart keeps every rule of style', (machine) => {
  expect(lintChart(machine)).toEqual([]);
});

describe('the lint names', () => {
  const good = { description: 'Waits.', tags: 'idle' };
  const rules = (config: object, parts = {}) =>
    lintChart(createMachine({ id: 'm', description: 'A machine.', ...config }, parts)).map(
      ({ state, rule, message }) => [state, rule, message],
    );

  test('a state without a description, and a description that is no sentence', () => {
    expect(
      rules({
        initial: 'a',
        on: { next: '.b' },
        states: { a: { tags: 'a' }, b: { tags: 'b', description: 'unfinished' } },
      }),
    ).toEqual([
      ['m.a', 'description', 'm.a: has no description of one sentence'],
      ['m.b', 'description', 'm.b: has no description of one sentence'],
    ]);
  });

  test('a leaf without a tag, one with two, and a parent with one', () => {
    expect(
      rules({
        initial: 'a',
        on: { b: '.b', d: '.c.d' },
        states: {
          a: { ...good, tags: [] },
          b: { ...good, tags: ['x', 'y'] },
          c: { ...good, initial: 'd', states: { d: good } },
        },
      }).map(([state, rule]) => [state, rule]),
    ).toEqual([
      ['m.a', 'tag'],
      ['m.b', 'tag'],
      ['m.c', 'tag'],
    ]);
  });

  test('an after key that names no delay, a number included', () => {
    const states = { a: { ...good, after: { 100: 'b', typo: 'b', wait: 'b' } }, b: good };
    expect(rules({ initial: 'a', states }, { delays: { wait: 5 } }).map(([, , message]) => message)).toEqual([
      "m.a: after '100' names no delay",
      "m.a: after 'typo' names no delay",
    ]);
  });

  test('a state that no transition leads to, whatever it leads to itself', () => {
    const states = { a: { ...good, on: { e: { actions: 'act' } } }, b: { ...good, on: { e: 'c' } }, c: good };
    expect(rules({ initial: 'a', states }, { actions: { act: () => {} } })).toEqual([
      ['m.b', 'reachable', 'm.b: no transition leads here'],
      ['m.c', 'reachable', 'm.c: no transition leads here'],
    ]);
  });

  test('an initial state and a target of history that do not exist', () => {
    const states = {
      a: { description: 'Lost.', initial: 'toString', states: { b: good } },
      c: { type: 'history', target: 'nowhere' },
      d: { type: 'history', target: '#nobody' },
    };
    expect(rules({ initial: 'a', on: { e: [{ target: '.a.b' }] }, states })).toEqual([
      ['m.a', 'target', "m.a: leads to 'toString', which is no state"],
      ['m.c', 'target', "m.c: leads to 'nowhere', which is no state"],
      ['m.c', 'reachable', 'm.c: no transition leads here'],
      ['m.d', 'target', "m.d: leads to '#nobody', which is no state"],
      ['m.d', 'reachable', 'm.d: no transition leads here'],
    ]);
  });

  test('nothing where XState itself refuses the target of a transition', () => {
    expect(() => rules({ initial: 'a', states: { a: { ...good, on: { e: 'nowhere' } } } })).toThrow(
      'nowhere',
    );
  });

  test('no state that is reached by an initial state, a region, an ancestor, a delay, an end, an error or history', () => {
    const states = {
      a: {
        description: 'Invokes.',
        invoke: { src: 'work', onDone: '#m.done', onError: 'failed' },
        after: { wait: 'late' },
        initial: 'inner',
        states: { inner: { ...good, on: { up: '#m.both' } } },
      },
      done: { ...good, always: { guard: 'isDone', target: '#back' } },
      failed: good,
      late: { ...good, on: { recall: 'group.fresh' } },
      both: { type: 'parallel', description: 'Two.', states: { left: good, right: good } },
      group: {
        description: 'Has a memory.',
        initial: 'one',
        states: {
          one: good,
          two: good,
          three: good,
          back: { id: 'back', type: 'history', target: 'two' },
          fresh: { type: 'history', target: '#m.group.three' },
        },
      },
    };
    const parts = {
      delays: { wait: 5 },
      guards: { isDone: () => true },
      actors: { work: createMachine({}) },
    };
    expect(rules({ initial: 'a', states }, parts)).toEqual([]);
  });

  test('every part of a machine that was given no implementations', () => {
    const a = {
      ...good,
      entry: 'act',
      invoke: { src: 'work' },
      after: { wait: 'a' },
      on: { e: { guard: { type: 'is', params: { n: 1 } } } },
    };
    expect(rules({ initial: 'a', states: { a } }).map(([, , message]) => message)).toEqual([
      "m.a: after 'wait' names no delay",
      "m.a: names 'act', which is none of the actions",
      "m.a: names 'is', which is none of the guards",
      "m.a: names 'work', which is none of the actors",
    ]);
  });

  test('parts of the transitions of an initial state and of what is invoked', () => {
    const a = {
      description: 'Invokes.',
      initial: { target: 'b', actions: 'first' },
      invoke: { src: 'work', onDone: { actions: 'next' }, onError: [{ guard: 'isBad', actions: () => {} }] },
      states: { b: good },
    };
    const parts = { actors: { work: createMachine({}) } };
    expect(rules({ initial: 'a', states: { a } }, parts).map(([, , message]) => message)).toEqual([
      "m.a: names 'next', which is none of the actions",
      'm.a: has one of its actions written inline',
      "m.a: names 'first', which is none of the actions",
      "m.a: names 'isBad', which is none of the guards",
    ]);
  });

  test('inline and unknown actions, guards and actors, wherever they stand', () => {
    const inline = () => true;
    const a = {
      ...good,
      entry: inline,
      exit: 'unknown',
      invoke: { src: 'nobody' },
      on: { e: { guard: inline, actions: ['known', 'typo'] } },
      after: { wait: { guard: 'whether' } },
      always: { guard: 'never', actions: inline },
    };
    const parts = { actions: { known: inline }, delays: { wait: 5 } };
    expect(rules({ initial: 'a', states: { a } }, parts).map(([, , message]) => message)).toEqual([
      'm.a: has one of its actions written inline',
      "m.a: names 'unknown', which is none of the actions",
      "m.a: names 'typo', which is none of the actions",
      'm.a: has one of its actions written inline',
      'm.a: has one of its guards written inline',
      "m.a: names 'whether', which is none of the guards",
      "m.a: names 'never', which is none of the guards",
      "m.a: names 'nobody', which is none of the actors",
    ]);
  });
});
