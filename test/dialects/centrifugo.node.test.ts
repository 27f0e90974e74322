import { describe, expect, it } from 'vitest';
import { centrifugo } from '../../src/dialects/index.ts';
import type { Frame } from '../../src/ports/transport.ts';
import { bothEnds, scriptedWorld } from './scripted-peer.ts';
import { signalsOf } from './signals.ts';

const reply = (connect: object) => JSON.stringify({ id: 1, connect: { client: 'c', ...connect } });
const refused = (error: object) => JSON.stringify({ id: 1, error });

/** A server that lets in and beats every 25 s. */
const hub = (connect: object = { ping: 25, pong: true }) => ({
  answer: (frame: Frame) => (frame.toString().includes('"connect"') ? [reply(connect)] : []),
  beat: { interval: 25_000, frame: '{}' },
});
const afterConnect = (connect: object) => {
  const session = centrifugo().session('client');
  return { session, found: signalsOf(session, reply(connect)) };
};

describe('centrifugo()', () => {
  it('connects by its first command, asked for on every attempt', async () => {
    const numbers: number[] = [];
    const connect = ({ number }: { readonly number: number }) => {
      numbers.push(number);
      return { token: `t${number}` };
    };
    const w = scriptedWorld(centrifugo({ connect }), hub(), { backoff: () => 10 });
    await w.advance(100);
    expect(w.sent()).toEqual(['{"id":1,"connect":{"token":"t0"}}']);
    w.peer.reset();
    await w.advance(100);
    expect([numbers, w.sent()]).toEqual([[0, 1], ['{"id":1,"connect":{"token":"t1"}}']]);
  });

  it('is open after the reply, which the app gets too', async () => {
    const w = scriptedWorld(centrifugo(), hub());
    await w.advance(100);
    expect([w.connection.status, w.messages]).toEqual([
      'open',
      [{ id: 1, connect: { client: 'c', ping: 25, pong: true } }],
    ]);
  });

  it('stays open over 20 beats, and answers each', async () => {
    const w = scriptedWorld(centrifugo(), hub());
    await w.advance(20 * 25_000 + 100);
    expect([w.of('lost'), w.sent().slice(1)]).toEqual([[], Array.from({ length: 20 }, () => '{}')]);
  });

  it('answers no beat where the server asks for no answer', async () => {
    const w = scriptedWorld(centrifugo(), hub({ ping: 25 }));
    await w.advance(20 * 25_000 + 100);
    expect([w.of('lost'), w.sent().length]).toEqual([[], 1]);
  });

  it('finds a frozen link 10 s after the beat that did not come', async () => {
    const w = scriptedWorld(centrifugo(), hub());
    await w.advance(100_100);
    const loss = await w.freeze(60_000);
    expect(loss?.code).toBe('ERR_HEARTWIRE_PONG_TIMEOUT');
    expect(Math.abs((loss?.silence ?? 0) / 35_000 - 1)).toBeLessThan(0.1);
  });

  it.each([
    [{ ping: 5 }, 5_000],
    [{}, Infinity],
    [{ ping: 0 }, Infinity],
    [{ ping: -1 }, Infinity],
    [{ ping: '25' }, Infinity],
  ])('takes %o for an interval of %s ms', (connect, pingInterval) => {
    expect(afterConnect(connect).found[0]).toEqual(['welcome', { pingInterval }]);
  });

  it('stays open in silence where no beats were agreed', async () => {
    const w = scriptedWorld(centrifugo(), { ...hub({}), beat: undefined } as object);
    const answer = hub({}).answer;
    w.transport.onPeer((peer) => peer.onMessage((frame) => peer.send(answer(frame)[0] ?? '{}')));
    await w.advance(3_600_000);
    expect([w.connection.status, w.of('lost')]).toEqual(['open', []]);
  });

  it('reads each line of a frame, and passes over empty ones', () => {
    const { session } = afterConnect({ ping: 25, pong: true });
    expect(signalsOf(session, '{"id":2,"subscribe":{}}\n{}\n\n{"push":{"channel":"a"}}\n')).toEqual([
      ['data', { id: 2, subscribe: {} }],
      ['ping', '{}'],
      ['data', { push: { channel: 'a' } }],
    ]);
  });

  it('takes only the first reply to its own id for the welcome', () => {
    const { session } = afterConnect({ ping: 25 });
    expect(signalsOf(session, refused({ code: 109 }))).toEqual([['data', { id: 1, error: { code: 109 } }]]);
  });

  it.each([
    [3000, 'retry'],
    [3500, 'fatal'],
    [4501, 'fatal'],
  ])('a disconnect push with %i ends the link as %s, once the app has seen it', (code, verdict) => {
    const { session } = afterConnect({ ping: 25 });
    const push = { disconnect: { code, reason: 'shutdown' } };
    expect(signalsOf(session, JSON.stringify({ push }))).toEqual([
      ['data', { push }],
      ['kick', 'shutdown', verdict],
    ]);
  });

  const fixed = centrifugo();
  const fresh = centrifugo({ connect: () => ({}) });
  it.each([
    ['a fixed token that expired', fixed, { code: 109, message: 'token expired' }, 'fatal'],
    ['a fresh token that expired', fresh, { code: 109, message: 'token expired' }, 'refresh'],
    ['an internal error', fixed, { code: 100, message: 'internal', temporary: true }, 'retry'],
    ['an error of the client', fixed, { code: 4, message: 'x' }, 'retry'],
    ['no permission', fresh, { code: 103, message: 'permission denied' }, 'fatal'],
  ])('refused by %s', (_name, dialect, error, verdict) => {
    expect(signalsOf(dialect.session('client'), refused(error))).toEqual([
      ['refuse', verdict, error.message],
    ]);
  });

  it('asks for a fresh token once where the server calls it expired, and then is failed', async () => {
    const verdicts: string[] = [];
    const connect = ({ verdict }: { readonly verdict: string }) => {
      verdicts.push(verdict);
      return { token: 't' };
    };
    const w = scriptedWorld(centrifugo({ connect }), { answer: () => [refused({ code: 109 })] });
    await w.advance(60_000);
    expect([verdicts, w.connection.status]).toEqual([['retry', 'refresh'], 'failed']);
  });

  it.each([
    [3000, 'retry'],
    [3003, 'retry'],
    [3499, 'retry'],
    [3500, 'fatal'],
    [3999, 'fatal'],
    [4000, 'retry'],
    [4403, 'retry'],
    [4500, 'fatal'],
    [4999, 'fatal'],
    [1009, undefined],
    [1006, undefined],
  ])('a close with %i means %s', (code, verdict) => {
    expect(fixed.verdict?.({ code, reason: '', wasClean: true, wasOpen: true })).toBe(verdict);
  });

  it('has a server half that beats and hears the answers', async () => {
    const { client, server } = bothEnds(centrifugo(), centrifugo());
    const got: unknown[] = [];
    server.supervisor.on('message', ({ peer, message }) => {
      got.push(message);
      if (message.id === 1) peer.send({ id: 1, connect: { ping: 25, pong: true } });
    });
    await client.advance(20 * 25_000);
    expect([got, client.of('lost'), server.supervisor.peers.size]).toEqual([[{ id: 1, connect: {} }], [], 1]);
  });
});
