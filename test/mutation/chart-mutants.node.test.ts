import { describe, expect, test } from 'vitest';
import { createActor, createMachine } from 'xstate';
import { connectionMachine } from '../../src/machines/connection.ts';
import { type State, writtenOut } from './chart-config.ts';
import { AS_IT_STANDS, chartCalled, chartMutants, withOpposites } from './chart-mutants.ts';

const lamp = {
  id: 'lamp',
  initial: 'off',
  states: {
    off: { tags: 'dark', on: { press: 'on' } },
    on: {
      tags: 'light',
      initial: 'dim',
      exit: ['note', 'click'],
      invoke: { src: 'current' },
      on: {
        press: [
          { guard: 'isLocked', target: '.dim', reenter: true },
          { target: 'off', actions: 'click' },
        ],
      },
      after: { tooLong: 'off' },
      states: { dim: { after: { warm: '#lamp.on.bright' } }, bright: {} },
    },
  },
};

const configOf = (name: string) => chartCalled(name, lamp);
const on = (config: State) => config.states.on as State;

describe('the mutants of a chart', () => {
  test('are all the mistakes that can be made in it, each once', () => {
    expect(chartMutants(lamp).map(({ name }) => name)).toEqual([
      'lamp: initial off becomes on',
      'off: on press[0] dropped',
      'off: on press[0]: target on dropped',
      'off: on press[0]: target on swapped for on.bright',
      'off: on press[0]: target on swapped for off',
      'off: tag dark becomes light',
      'on: on press[0] dropped',
      'on: on press[1] dropped',
      'on: after tooLong[0] dropped',
      'on: on press[0] and [1] swapped',
      'on: on press[0]: target .dim dropped',
      'on: on press[0]: target .dim swapped for on.bright',
      'on: on press[0]: target .dim swapped for off',
      'on: on press[1]: target off dropped',
      'on: on press[1]: target off swapped for on.dim',
      'on: on press[1]: target off swapped for on.bright',
      'on: after tooLong[0]: target off dropped',
      'on: after tooLong[0]: target off swapped for on.dim',
      'on: after tooLong[0]: target off swapped for on.bright',
      'on: on press[0]: guard isLocked dropped',
      'on: on press[0]: guard isLocked inverted',
      'on: on press[0]: reenter dropped',
      'on: exit: action note dropped',
      'on: exit: actions note and click swapped',
      'on: exit: action click dropped',
      'on: on press[1]: action click dropped',
      'on: after tooLong becomes after warm',
      'on: initial dim becomes bright',
      'on: tag light becomes dark',
      'on: invoke dropped',
      'on.dim: after warm[0] dropped',
      'on.dim: after warm[0]: target #lamp.on.bright dropped',
      'on.dim: after warm[0]: target #lamp.on.bright swapped for off',
      'on.dim: after warm[0]: target #lamp.on.bright swapped for on.dim',
      'on.dim: after warm becomes after tooLong',
    ]);
  });

  test.each<[name: string, part: (config: State) => unknown, wanted: unknown]>([
    ['lamp: initial off becomes on', ({ initial }) => initial, 'on'],
    [
      'on: on press[0] dropped',
      (config) => on(config).on,
      { press: [{ target: 'off', actions: ['click'] }] },
    ],
    ['on: after tooLong[0] dropped', (config) => on(config).after, {}],
    [
      'on: on press[0] and [1] swapped',
      (config) => on(config).on.press?.map(({ target }) => target),
      ['off', '.dim'],
    ],
    ['on: on press[1]: target off dropped', (config) => on(config).on.press?.[1], { actions: ['click'] }],
    [
      'on: on press[1]: target off swapped for on.bright',
      (config) => on(config).on.press?.[1],
      { target: '#lamp.on.bright', actions: ['click'] },
    ],
    [
      'on: on press[0]: guard isLocked dropped',
      (config) => on(config).on.press?.[0],
      { target: '.dim', reenter: true, actions: [] },
    ],
    ['on: on press[0]: guard isLocked inverted', (config) => on(config).on.press?.[0]?.guard, 'not isLocked'],
    [
      'on: on press[0]: reenter dropped',
      (config) => on(config).on.press?.[0],
      { guard: 'isLocked', target: '.dim', actions: [] },
    ],
    ['on: exit: action note dropped', (config) => on(config).exit, ['click']],
    ['on: exit: actions note and click swapped', (config) => on(config).exit, ['click', 'note']],
    [
      'on: after tooLong becomes after warm',
      (config) => on(config).after,
      { warm: [{ target: 'off', actions: [] }] },
    ],
    ['on: tag light becomes dark', (config) => on(config).tags, ['dark']],
    ['on: invoke dropped', (config) => on(config).invoke, undefined],
  ])('make the mistake that their name tells: %s', (name, part, wanted) => {
    expect(part(configOf(name))).toEqual(wanted);
    expect(part(configOf(AS_IT_STANDS))).not.toEqual(wanted);
  });

  test('leave the rest of the chart alone, and the config that they were derived from', () => {
    const before = JSON.stringify(lamp);
    for (const mutant of chartMutants(lamp)) {
      expect([mutant.name, mutant.config()]).not.toEqual([mutant.name, writtenOut(lamp)]);
    }
    expect(JSON.stringify(lamp)).toBe(before);
    const mutant = configOf('off: tag dark becomes light');
    expect({ ...mutant, states: { on: on(mutant) } }).toEqual({
      ...configOf(AS_IT_STANDS),
      states: { on: on(configOf(AS_IT_STANDS)) },
    });
  });

  test('run, on guards that have an opposite', () => {
    const mutant = configOf('on: on press[0]: guard isLocked inverted');
    const nothing = () => {};
    const machine = createMachine(mutant as object, {
      actions: { note: nothing, click: nothing },
      guards: withOpposites({ isLocked: () => true }),
      delays: { tooLong: 1_000, warm: 100 },
      actors: { current: createMachine({}) },
    });
    const actor = createActor(machine).start();
    actor.send({ type: 'press' });
    actor.send({ type: 'press' });
    expect(actor.getSnapshot().value).toBe('off');
    actor.stop();
  });

  test('of the connection have names of their own, and are not the chart', () => {
    const mutants = chartMutants(connectionMachine.config);
    const as = JSON.stringify(writtenOut(connectionMachine.config));
    expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
    expect(mutants.filter((mutant) => JSON.stringify(mutant.config()) === as)).toEqual([]);
  });

  test('are asked for by name: an unknown one is an error', () => {
    expect(() => configOf('on: painted red')).toThrow('no mutant of the chart is called on: painted red');
  });
});
