import { describe, expect, it } from 'vitest';
import { discord } from '../../src/dialects/index.ts';
import type { Frame } from '../../src/ports/transport.ts';
import { bothEnds, scriptedWorld } from './scripted-peer.ts';
import { signalsOf } from './signals.ts';

const INTERVAL = 41_250;
const hello = { op: 10, d: { heartbeat_interval: INTERVAL } };
const json = JSON.stringify;

/** A gateway: says hello, acknowledges beats, and lets a client in that identifies. */
const gateway = {
  greeting: [json(hello)],
  answer: (frame: Frame) => {
    const { op } = JSON.parse(frame as string) as { op: number };
    return op === 1 ? ['{"op":11}'] : [json({ op: 0, t: 'READY', s: 7, d: { session_id: 's' } })];
  },
};

describe('discord()', () => {
  it('is open after Hello, which the app gets too', async () => {
    const w = scriptedWorld(discord(), gateway);
    await w.advance(100);
    expect([w.connection.status, w.messages]).toEqual(['open', [hello]]);
  });

  it('is not open without Hello', async () => {
    const w = scriptedWorld(discord(), {});
    await w.advance(9_000);
    expect([w.connection.status, w.sent()]).toEqual(['connecting', []]);
  });

  it('beats first after a random part of the interval, then every interval, with the last sequence number', async () => {
    const w = scriptedWorld(discord(), gateway, { outbox: false });
    const beats: number[] = [];
    w.transport.onPeer((peer) =>
      peer.onMessage((frame) => frame.toString().startsWith('{"op":1,') && beats.push(w.elapsed())),
    );
    await w.advance(20);
    w.connection.send({ op: 2, d: { token: 't', intents: 513 } });
    await w.advance(20 * INTERVAL);
    expect(w.of('lost')).toEqual([]);
    expect(w.sent().slice(0, 3)).toEqual([
      '{"op":2,"d":{"token":"t","intents":513}}',
      '{"op":1,"d":7}',
      '{"op":1,"d":7}',
    ]);
    const [first = 0, ...later] = beats;
    expect(first).toBeLessThan(INTERVAL);
    expect(later.map((at, index) => Math.round(at - (beats[index] ?? 0)))).toEqual(
      Array.from({ length: 19 }, () => INTERVAL),
    );
  });

  it('spreads the first beats of many links over the whole interval', async () => {
    const firsts = await Promise.all(
      Array.from({ length: 40 }, async (_, seed) => {
        const w = scriptedWorld(discord(), gateway, { seed: seed + 1 } as object);
        for (let at = 0; at < 100; at++) {
          await w.advance(INTERVAL / 100);
          if (w.sent().length > 0) return at;
        }
        return 100;
      }),
    );
    expect(Math.min(...firsts)).toBeLessThan(20);
    expect(Math.max(...firsts)).toBeGreaterThan(80);
    expect(Math.max(...firsts)).toBeLessThan(100);
  });

  it('is lost where a beat has no answer by the next one, whatever else comes in', async () => {
    const deaf = {
      ...gateway,
      answer: () => [],
      beat: { interval: 1_000, frame: json({ op: 0, t: 'NOISE', s: 8, d: {} }) },
    };
    const w = scriptedWorld(discord(), deaf);
    await w.advance(3 * INTERVAL);
    const [loss] = w.of('lost');
    expect(loss?.cause.code).toBe('ERR_HEARTWIRE_PONG_TIMEOUT');
    expect(loss?.silence).toBeLessThanOrEqual(2 * INTERVAL * 1.1);
  });

  it('finds a frozen link two intervals after the last answer', async () => {
    const w = scriptedWorld(discord(), gateway);
    await w.advance(5 * INTERVAL);
    const loss = await w.freeze(4 * INTERVAL);
    expect(loss?.code).toBe('ERR_HEARTWIRE_PONG_TIMEOUT');
    expect(Math.abs((loss?.silence ?? 0) / (2 * INTERVAL) - 1)).toBeLessThan(0.1);
  });

  it('beats at once when the gateway asks for it', () => {
    const session = discord().session('client');
    expect(signalsOf(session, '{"op":1,"d":null}')).toEqual([['ping', '{"op":1,"d":null}']]);
    signalsOf(session, '{"op":0,"t":"X","s":251,"d":{}}');
    expect(signalsOf(session, '{"op":1}')).toEqual([['ping', '{"op":1,"d":251}']]);
  });

  it('keeps its sequence number through what has none', () => {
    const session = discord().session('client');
    for (const s of ['4', '"5"', 'null', '1e999', '{}'])
      signalsOf(session, `{"op":0,"t":"X","s":${s},"d":{}}`);
    expect(session.ping?.()).toBe('{"op":1,"d":4}');
  });

  it('dials again when the gateway asks for it, and an invalid session is for the app', () => {
    expect(signalsOf(discord().session('client'), '{"op":7,"d":null}')).toEqual([
      ['data', { op: 7, d: null }],
      ['kick', 'op 7: reconnect', 'retry'],
    ]);
    expect(signalsOf(discord().session('client'), '{"op":9,"d":false}')).toEqual([
      ['data', { op: 9, d: false }],
    ]);
  });

  it.each(['{"op":10}', '{"op":10,"d":{}}', '{"op":10,"d":{"heartbeat_interval":0}}', '{"op":10,"d":null}'])(
    'calls %s a bad frame',
    (frame) => {
      expect(() => signalsOf(discord().session('client'), frame)).toThrow(/^discord: a frame/);
    },
  );

  it('lets no gateway make it beat more often than ten times a second', () => {
    expect(signalsOf(discord().session('client'), '{"op":10,"d":{"heartbeat_interval":0.001}}')[0]).toEqual([
      'welcome',
      { pingInterval: 100, pongTimeout: 100 },
    ]);
  });

  it('gives up after six codes, and goes on after all others of its own', () => {
    const verdicts = new Map<string | undefined, number[]>();
    for (let code = 1000; code < 5000; code++) {
      const verdict = discord().verdict?.({ code, reason: '', wasClean: true, wasOpen: true });
      verdicts.set(verdict, [...(verdicts.get(verdict) ?? []), code]);
    }
    expect(verdicts.get('fatal')).toEqual([4004, 4010, 4011, 4012, 4013, 4014]);
    expect(verdicts.get(undefined)?.at(-1)).toBe(3999);
    expect([...verdicts.keys()].sort()).toEqual(['fatal', 'retry', undefined]);
  });

  it('has a server half that says hello and acknowledges', async () => {
    const { client, server } = bothEnds(discord(), discord(), { outbox: false });
    const got: unknown[] = [];
    server.supervisor.on('message', ({ message }) => got.push(message));
    await client.advance(100);
    client.connection.send({ op: 2, d: {} });
    await client.advance(20 * 25_000);
    expect([got, client.of('lost'), client.of('pong').length]).toEqual([[{ op: 2, d: {} }], [], 20]);
  });
});
