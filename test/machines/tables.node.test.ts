import { describe, expect, test } from 'vitest';
import { createMachine } from 'xstate';
import { staleTables, tableFiles } from '../../scripts/tables/main.ts';
import { tableText } from '../../scripts/tables/table-text.ts';
import { connectionTable } from '../../src/machines/connection.table.ts';
import { connectionMachine } from '../../src/machines/connection.ts';
import { flatten } from '../../src/machines/flatten.ts';
import { peerTable } from '../../src/machines/peer.table.ts';
import { peerMachine } from '../../src/machines/peer.ts';
import { tableOf } from '../../src/machines/table.ts';

describe('src/machines/*.table.ts', () => {
  test('are what npm run tables writes', () => {
    expect(staleTables().map(({ path }) => path)).toEqual([]);
  });

  test('are the same bytes each time', () => {
    expect(tableFiles()).toEqual(tableFiles());
  });

  test.each([
    ['connection', connectionMachine, connectionTable],
    ['peer', peerMachine, peerTable],
  ] as const)('read as the %s chart, flattened', (_, machine, table) => {
    expect(table).toEqual(flatten(machine));
  });

  test('are stale when a transition of the chart changes', () => {
    const { idle, ...others } = connectionMachine.config.states as Record<string, object>;
    const states = { ...others, idle: { ...idle, on: { connect: 'failed', close: 'closed' } } };
    const changed = createMachine({ ...connectionMachine.config, states } as never);
    expect(tableText(flatten(changed))).not.toBe(tableText(connectionTable));
  });
});

test('a table says on one line each what an event does', () => {
  const machine = createMachine({
    id: 'light',
    initial: 'red',
    states: {
      red: {
        tags: ['stop', 'dark'],
        entry: 'shine',
        after: { wait: [{ guard: 'isNight', target: 'off' }, { target: 'green' }] },
      },
      green: {
        exit: 'dim',
        on: { push: { actions: 'beep' }, cut: 'off' },
        invoke: { src: 'timer', id: 'timer' },
      },
      off: { always: { guard: 'isDay', target: 'red' } },
    },
  });
  const text = [
    'light',
    '+wait red',
    '>red shine +wait',
    'red stop dark',
    ' after.wait ?isNight >off -wait',
    ' after.wait >green -wait *timer',
    'green',
    ' push beep',
    ' cut >off dim !timer',
    'off',
    ' always ?isDay >red shine +wait',
  ].join('\n');
  expect(tableText(flatten(machine))).toBe(text);
  expect(tableOf(text)).toEqual(flatten(machine));
});
