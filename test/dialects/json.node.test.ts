import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  json,
  jsonEvent,
  jsonMode,
  jsonType,
  raw,
  type TypedMessage,
  text,
  type WireEvent,
} from '../../src/dialects/index.ts';
import { LossError } from '../../src/errors.ts';
import type { Dialect } from '../../src/ports/dialect.ts';
import type { Attempt, Frame, WireData } from '../../src/ports/transport.ts';
import { signalsOf } from './signals.ts';

const attempt: Attempt = {
  number: 2,
  cause: undefined,
  verdict: 'retry',
  signal: new AbortController().signal,
};

/** A protocol in the manner of graphql-transport-ws: both may ping, and a handshake opens the link. */
const symmetric = json({
  ping: { type: 'ping' },
  isPing: { type: 'ping' },
  pong: { type: 'pong' },
  isPong: { type: 'pong' },
});

describe('json() beats', () => {
  it('sends its ping and knows the answer by its fields, more of them or not', () => {
    const session = symmetric.session('client');
    expect(session.ping?.()).toBe('{"type":"ping"}');
    expect(signalsOf(session, '{"type":"pong","payload":{"at":1}}')).toEqual([['pong']]);
  });

  it('answers pings of the peer with the pong', () => {
    expect(signalsOf(symmetric.session('client'), '{"type":"ping"}')).toEqual([['ping', '{"type":"pong"}']]);
    expect(signalsOf(symmetric.session('server'), '{"type":"ping"}')).toEqual([['ping', '{"type":"pong"}']]);
  });

  it('builds pings and pongs by functions, the pong from its ping', () => {
    let beats = 0;
    const counted = json({
      ping: () => ({ beat: ++beats }),
      isPong: (message) => Object(message).ack !== undefined,
      isPing: (message) => Object(message).beat !== undefined,
      pong: (ping) => ({ ack: Object(ping).beat }),
    });
    const client = counted.session('client');
    expect([client.ping?.(), client.ping?.()]).toEqual(['{"beat":1}', '{"beat":2}']);
    expect(signalsOf(counted.session('server'), '{"beat":2}')).toEqual([['ping', '{"ack":2}']]);
  });

  it('owes no answer where it has no pong', () => {
    const oneWay = json({ isPing: { type: 'tick' } });
    expect(oneWay.beat.leads).toBe('server');
    expect(signalsOf(oneWay.session('client'), '{"type":"tick"}')).toEqual([['ping', undefined]]);
  });

  it('reads an echo as a pong where it leads and as a ping where it is led', () => {
    const echo = json({ ping: 'beat', isPing: isBeat, pong: (ping) => ping, isPong: isBeat });
    expect(signalsOf(echo.session('client'), '"beat"')).toEqual([['pong']]);
    expect(signalsOf(echo.session('server'), '"beat"')).toEqual([['ping', '"beat"']]);
  });

  it('does not beat at all without ping and isPing', () => {
    expect(json().beat).toEqual({ leads: 'transport', life: 'any' });
    expect(json().session('client').ping).toBeUndefined();
  });

  it('states the times and the kind of life that it is given', () => {
    const times = { pingInterval: 12_000, pongTimeout: 3_000 };
    expect(json({ ping: 1, isPong: isBeat, life: 'beat', times }).beat).toEqual({
      leads: 'client',
      life: 'beat',
      times,
    });
  });

  it('matches fields that a message has itself, not those of prototypes', () => {
    const matching = json({ ping: 1, isPong: { constructor: 'pong' } });
    expect(signalsOf(matching.session('client'), '{}')).toEqual([['data', {}]]);
    expect(signalsOf(matching.session('client'), '{"constructor":"pong"}')).toEqual([['pong']]);
  });

  it.each([
    ['json.isPong', () => json({ ping: 1 })],
    ['json.ping', () => json({ leads: 'client', isPong: isBeat })],
    ['json.isPing', () => json({ leads: 'server', ping: 1, isPong: isBeat })],
    ['json.isPing', () => json({ ping: 1, isPong: isBeat }).session('server')],
    ['json.ping', () => json({ isPing: isBeat }).session('server')],
  ])('needs %s where its side of the beat does', (option, build) => {
    expect(build).toThrow(expect.objectContaining({ code: 'ERR_HEARTWIRE_MISSING_OPTION', option }));
  });
});

describe('json() handshakes and refusals', () => {
  const guarded = json({
    hello: async ({ number }) => [{ type: 'init', try: number }, 'go'],
    isWelcome: { type: 'ack' },
    isRefused: (message) => {
      const { type, after } = Object(message);
      if (type === 'busy') return { verdict: 'retry', reason: 'busy', retryAfter: after };
      return type === 'denied' ? 'refresh' : undefined;
    },
  });

  it('opens the conversation with its hello, made for each attempt', async () => {
    expect(await guarded.session('client').hello?.(attempt)).toEqual(['{"type":"init","try":2}', '"go"']);
    expect(
      await json({ hello: [{ token: 't' }] })
        .session('client')
        .hello?.(attempt),
    ).toEqual(['{"token":"t"}']);
    expect(guarded.session('server').hello).toBeUndefined();
  });

  it('rejects as the provider of its hello does', async () => {
    const cause = new LossError('ERR_HEARTWIRE_PROVIDER_FAILED', 'no token');
    const failing = json({ hello: () => Promise.reject(cause) });
    await expect(failing.session('client').hello?.(attempt)).rejects.toBe(cause);
  });

  it('is open only after the welcome', () => {
    expect(guarded.handshake).toBe(true);
    expect(json().handshake).toBe(false);
    expect(signalsOf(guarded.session('client'), '{"type":"ack"}')).toEqual([['welcome']]);
  });

  it('passes on what a refusal means', () => {
    const session = guarded.session('client');
    expect(signalsOf(session, '{"type":"denied"}')).toEqual([['refuse', 'refresh', '', undefined]]);
    expect(signalsOf(session, '{"type":"busy","after":2000}')).toEqual([['refuse', 'retry', 'busy', 2_000]]);
  });

  it('takes refusals and welcomes of a client for data on a server', () => {
    const session = guarded.session('server');
    expect(signalsOf(session, '{"type":"denied"}')).toEqual([['data', { type: 'denied' }]]);
    expect(signalsOf(session, '{"type":"ack"}')).toEqual([['data', { type: 'ack' }]]);
  });
});

describe('json() data', () => {
  it('decodes what comes in and encodes what goes out', () => {
    const dates = json({ decode: (at) => new Date(Number(at)), encode: (date: Date) => date.getTime() });
    expect(dates.write(new Date(5))).toBe('5');
    expect(signalsOf(dates.session('client'), '5')).toEqual([['data', new Date(5)]]);
  });

  it('takes a decode that throws for a bad frame', () => {
    const strict = json({
      decode: () => {
        throw new TypeError('not a chat message');
      },
    });
    expect(() => signalsOf(strict.session('client'), '{}')).toThrow('not a chat message');
  });

  it('quotes nothing of a frame that is not JSON', () => {
    const session = json().session('client');
    expect(() => signalsOf(session, 'token=secret')).toThrow(/^json: a frame that is not JSON$/);
    expect(() => signalsOf(session, new ArrayBuffer(1))).toThrow(/^json: a frame that is not text$/);
  });

  it('says why a message cannot be written', () => {
    expect(() => json().write(1n)).toThrow(
      expect.objectContaining({
        code: 'ERR_HEARTWIRE_INVALID_MESSAGE',
        message: 'json: a message that JSON cannot say',
        cause: expect.any(TypeError),
      }),
    );
  });
});

describe('the types of messages', () => {
  it('are inferred from decode and encode, and are what the wire carries without them', () => {
    expectTypeOf(raw()).toEqualTypeOf<Dialect<Frame, WireData>>();
    expectTypeOf(text()).toEqualTypeOf<Dialect<Frame, WireData>>();
    expectTypeOf(json()).toEqualTypeOf<Dialect<unknown, unknown>>();
    expectTypeOf(json({ decode: Number, encode: (sent: Date) => sent.getTime() })).toEqualTypeOf<
      Dialect<number, Date>
    >();
    expectTypeOf(jsonMode({ decode: String })).toEqualTypeOf<Dialect<string, unknown>>();
    expectTypeOf(jsonEvent({ auth: 't' })).toEqualTypeOf<Dialect<WireEvent, WireEvent>>();
    expectTypeOf(jsonType({ decode: ({ type }) => type })).toEqualTypeOf<Dialect<string, TypedMessage>>();
  });
});

function isBeat(message: unknown) {
  return message === 'beat';
}
