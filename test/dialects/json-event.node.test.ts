import { describe, expect, it } from 'vitest';
import { jsonEvent } from '../../src/dialects/index.ts';
import type { Attempt } from '../../src/ports/transport.ts';
import { signalsOf } from './signals.ts';

const attempt: Attempt = {
  number: 1,
  cause: undefined,
  verdict: 'retry',
  signal: new AbortController().signal,
};
const PONG = '{"event":"heartbeat","message":"pong"}';
const ping = (num?: number) => JSON.stringify({ event: 'heartbeat', message: 'ping', num });
const beat = (num: number) => ({ event: 'heartbeat', message: 'ping', num });

describe('jsonEvent() hello', () => {
  it('enters the room by name', async () => {
    const session = jsonEvent({ enter: { name: 'ann', roomId: 7 } }).session('client');
    expect(await session.hello?.(attempt)).toEqual(['{"event":"enter","message":"ann","roomId":7}']);
  });

  it('sends the token before it enters', async () => {
    const session = jsonEvent({ enter: { name: 'ann', roomId: 'a' }, auth: 't' }).session('client');
    expect(await session.hello?.(attempt)).toEqual([
      '{"event":"auth","message":"t"}',
      '{"event":"enter","message":"ann","roomId":"a"}',
    ]);
  });

  it('asks functions for token and entry on every attempt', async () => {
    const dialect = jsonEvent({
      auth: async ({ number }) => `token ${number}`,
      enter: ({ number }) => ({ name: `ann ${number}`, roomId: 1 }),
    });
    const frames = await Promise.all(
      [1, 2].map((number) => dialect.session('client').hello?.({ ...attempt, number })),
    );
    expect(frames).toEqual([
      ['{"event":"auth","message":"token 1"}', '{"event":"enter","message":"ann 1","roomId":1}'],
      ['{"event":"auth","message":"token 2"}', '{"event":"enter","message":"ann 2","roomId":1}'],
    ]);
  });

  it('sends no auth where nobody is logged in, and nothing at all without options', async () => {
    expect(
      await jsonEvent({ auth: () => undefined })
        .session('client')
        .hello?.(attempt),
    ).toEqual([]);
    expect(await jsonEvent().session('client').hello?.(attempt)).toEqual([]);
    expect(jsonEvent({ auth: 't' }).session('server').hello).toBeUndefined();
  });

  it('refuses an entry without a name and a room', async () => {
    const fault = expect.objectContaining({
      code: 'ERR_HEARTWIRE_INVALID_OPTION',
      option: 'jsonEvent.enter',
    });
    expect(() => jsonEvent({ enter: { name: 'ann' } as never })).toThrow(fault);
    expect(() => jsonEvent({ enter: null as never })).toThrow(fault);
    const late = jsonEvent({ enter: () => ({ roomId: 1 }) as never });
    await expect(late.session('client').hello?.(attempt)).rejects.toThrow(fault);
  });
});

describe('jsonEvent() on a client', () => {
  it('answers each beat at once, and has no ping of its own', () => {
    const session = jsonEvent().session('client');
    expect(session.ping).toBeUndefined();
    expect(signalsOf(session, ping())).toEqual([['ping', PONG]]);
  });

  it('hands the online count to the app when it has changed, and not with every beat', () => {
    const session = jsonEvent().session('client');
    const found = [3, 3, 4, 4, 3].map((num) => signalsOf(session, ping(num)).slice(1));
    expect(found).toEqual([[['data', beat(3)]], [], [['data', beat(4)]], [], [['data', beat(3)]]]);
  });

  it('tells a new link the count anew', () => {
    const dialect = jsonEvent();
    expect(signalsOf(dialect.session('client'), ping(3))).toHaveLength(2);
    expect(signalsOf(dialect.session('client'), ping(3))).toHaveLength(2);
  });

  it('takes counts below zero as they come, and passes over those that are no numbers', () => {
    const session = jsonEvent().session('client');
    expect(signalsOf(session, ping(-1))).toEqual([
      ['ping', PONG],
      ['data', beat(-1)],
    ]);
    for (const num of ['null', '"3"', '1e999', '[]', '{}']) {
      expect(signalsOf(session, `{"event":"heartbeat","message":"ping","num":${num}}`)).toEqual([
        ['ping', PONG],
      ]);
    }
  });

  it('hands every other event to the app', () => {
    const session = jsonEvent().session('client');
    for (const event of [{ event: 'message', message: 'hi', name: 'ben', num: 2 }, { event: 'heartbeat' }]) {
      expect(signalsOf(session, JSON.stringify(event))).toEqual([['data', event]]);
    }
  });

  it('gives up on noAuth with a fixed token, and asks a function for another one', () => {
    const refusal = (auth?: string | (() => string)) =>
      signalsOf(jsonEvent(auth === undefined ? {} : { auth }).session('client'), '{"event":"noAuth"}');
    expect(refusal()).toEqual([['refuse', 'fatal', 'noAuth']]);
    expect(refusal('t')).toEqual([['refuse', 'fatal', 'noAuth']]);
    expect(refusal(() => 't')).toEqual([['refuse', 'refresh', 'noAuth']]);
  });

  it('decodes events, beats with a new count among them', () => {
    const session = jsonEvent({ decode: ({ event, num }) => `${event} ${num}` }).session('client');
    expect(signalsOf(session, ping(2))).toEqual([
      ['ping', PONG],
      ['data', 'heartbeat 2'],
    ]);
  });
});

describe('jsonEvent() on a server', () => {
  it('beats with the count, asked for each time', () => {
    let online = 0;
    const session = jsonEvent({ count: () => ++online }).session('server');
    expect([session.ping?.(), session.ping?.()]).toEqual([ping(1), ping(2)]);
    expect(jsonEvent().session('server').ping?.()).toBe(ping());
  });

  it('takes the answer for a pong and everything else for data', () => {
    const session = jsonEvent().session('server');
    expect(signalsOf(session, PONG)).toEqual([['pong']]);
    expect(signalsOf(session, '{"event":"noAuth"}')).toEqual([['data', { event: 'noAuth' }]]);
  });
});
