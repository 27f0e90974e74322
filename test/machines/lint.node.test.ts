import { readdirSync, readFileSync } from 'node:fs';
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
      rules({ initial: 'a', states: { a: { tags: 'a' }, b: { tags: 'b', description: 'unfinished' } } }),
    ).toEqual([
      ['m.a', 'description', 'm.a: has no description of one sentence'],
      ['m.b', 'description', 'm.b: has no description of one sentence'],
    ]);
  });

  test('a leaf without a tag, one with two, and a parent with one', () => {
    expect(
      rules({
        initial: 'a',
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

describe('the sources of the charts', () => {
  const folder = new URL('../../src/machines/', import.meta.url);
  const files = readdirSync(folder).map(
    (name) => [name, readFileSync(new URL(name, folder), 'utf8')] as const,
  );

  test.each(files)('%s owns no clock, chance, socket, console or page', (_, source) => {
    const code = source.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '').replace(/'(?:[^'\\\n]|\\.)*'/g, "''");
    expect(
      code.match(/\b(?:setTimeout|setInterval|Date|Math\.random|WebSocket|console|window|document)\b/g),
    ).toBe(null);
  });

  test.each(files)('%s is under 300 lines', (_, source) => {
    expect(source.split('\n').length).toBeLessThan(300);
  });
});
