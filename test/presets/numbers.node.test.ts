import { describe, expect, expectTypeOf, it } from 'vitest';
import { type Connection, createConnection } from '../../src/connection.ts';
import type { WireEvent } from '../../src/dialects/json-event.ts';
import type { TypedMessage } from '../../src/dialects/json-type.ts';
import { LossError } from '../../src/errors.ts';
import type { Backoff } from '../../src/ports/backoff.ts';
import type { Frame, WireData } from '../../src/ports/transport.ts';
import {
  jsonModeHeartbeat,
  presenceHeartbeat,
  serverLedHeartbeat,
  textHeartbeat,
} from '../../src/presets.ts';

const cause = new LossError('ERR_HEARTWIRE_PONG_TIMEOUT', 'a loss');
const draw = (backoff: Backoff, chance: number) =>
  backoff({ attempt: 3, previous: 0, cause, random: () => chance });
const entry = { name: 'ann', roomId: 1 };

describe('a preset', () => {
  it('has the numbers of its system', () => {
    const numbers = [
      textHeartbeat(),
      jsonModeHeartbeat(),
      serverLedHeartbeat(entry),
      presenceHeartbeat(),
    ].map(({ dialect, heartbeat, retry }) => ({ name: dialect.name, ...heartbeat, ...retry }));
    expect(numbers).toEqual([
      { name: 'text', pingInterval: 60_000, pongTimeout: 5_000, limit: 5 },
      { name: 'json-mode', pingInterval: 4_000, pongTimeout: 2_000, keepAlive: 'always', limit: Infinity },
      { name: 'json-event', pingInterval: 1_250, pongTimeout: 250, limit: Infinity },
      { name: 'json-type', pingInterval: 6_000, pongTimeout: 2_000, keepAlive: 'always', limit: 10 },
    ]);
  });

  it('waits at least the fixed delay of its system, and spreads as much on top', () => {
    const windows = [textHeartbeat(), jsonModeHeartbeat()].map(({ backoff }) => [
      draw(backoff, 0),
      draw(backoff, 1),
    ]);
    expect(windows).toEqual([
      [5_000, 10_000],
      [3_000, 6_000],
    ]);
  });

  it('takes another number for each of them', () => {
    const times = { pingInterval: 100, pongTimeout: 50, retryLimit: 1 };
    const heartbeat = { pingInterval: 100, pongTimeout: 50 };
    const presets = [
      textHeartbeat({ ...times, retryDelay: 10 }),
      jsonModeHeartbeat({ ...times, retryDelay: 10 }),
      serverLedHeartbeat({ ...times, ...entry }),
      presenceHeartbeat(times),
    ];
    for (const preset of presets) expect(preset).toMatchObject({ heartbeat, retry: { limit: 1 } });
    for (const { backoff } of presets.slice(0, 2))
      expect([draw(backoff, 0), draw(backoff, 1)]).toEqual([10, 20]);
  });

  it('takes other words for the text heartbeat', () => {
    const { dialect } = textHeartbeat({ ping: 'PING', pong: 'PONG' });
    expect(dialect.session('client').ping?.()).toBe('PING');
  });

  const refused: readonly (readonly [option: string, code: string, build: () => unknown])[] = [
    ['textHeartbeat.interval', 'UNKNOWN_OPTION', () => textHeartbeat({ interval: 5 } as object)],
    ['textHeartbeat.retryDelay', 'INVALID_TIME', () => textHeartbeat({ retryDelay: -1 })],
    ['text.ping', 'INVALID_OPTION', () => textHeartbeat({ ping: '' })],
    ['jsonModeHeartbeat.limit', 'UNKNOWN_OPTION', () => jsonModeHeartbeat({ limit: 5 } as object)],
    ['jsonModeHeartbeat.retryDelay', 'INVALID_TIME', () => jsonModeHeartbeat({ retryDelay: Number.NaN })],
    [
      'serverLedHeartbeat.room',
      'UNKNOWN_OPTION',
      () => serverLedHeartbeat({ name: 'ann', room: 1 } as never),
    ],
    ['jsonEvent.enter', 'INVALID_OPTION', () => serverLedHeartbeat({ name: 'ann' } as never)],
    ['presenceHeartbeat.retryDelay', 'UNKNOWN_OPTION', () => presenceHeartbeat({ retryDelay: 5 } as object)],
  ];

  it.each(refused)('refuses a bad %s by name', (option, code, build) => {
    expect(build).toThrow(expect.objectContaining({ option, code: `ERR_HEARTWIRE_${code}` }));
  });

  it('gives createConnection the types of its messages', () => {
    const typed = () => [
      expectTypeOf(createConnection({ url: '', ...textHeartbeat() })).toEqualTypeOf<
        Connection<Frame, WireData>
      >(),
      expectTypeOf(createConnection({ url: '', ...jsonModeHeartbeat() })).toEqualTypeOf<
        Connection<unknown, unknown>
      >(),
      expectTypeOf(createConnection({ url: '', ...jsonModeHeartbeat({ decode: Number }) })).toEqualTypeOf<
        Connection<number, unknown>
      >(),
      expectTypeOf(createConnection({ url: '', ...serverLedHeartbeat(entry) })).toEqualTypeOf<
        Connection<WireEvent, WireEvent>
      >(),
      expectTypeOf(
        createConnection({ url: '', ...presenceHeartbeat({ decode: ({ type }) => ({ kind: type }) }) }),
      ).toEqualTypeOf<Connection<{ kind: string }, TypedMessage>>(),
    ];
    expect(typed).toBeTypeOf('function');
  });
});
