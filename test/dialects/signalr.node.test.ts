import { describe, expect, it } from 'vitest';
import { signalR, signalRServer } from '../../src/dialects/index.ts';
import { fakeWorld } from '../server/support/fake-server.ts';
import { bothEnds, scriptedWorld } from './scripted-peer.ts';
import { signalsOf } from './signals.ts';

const INTERVAL = 15_000;
const HANDSHAKE = '{"protocol":"json","version":1}\x1e';
const PING = '{"type":6}\x1e';
const completion = { type: 3, invocationId: '0', result: 'ok' };
const invocation = { type: 1, target: 'said', arguments: ['hello'] };
const record = (message: object) => `${JSON.stringify(message)}\x1e`;

/** A hub: answers the handshake and beats by itself. */
const hub = {
  answer: (frame: unknown) => (frame === HANDSHAKE ? ['{}\x1e'] : []),
  beat: { interval: INTERVAL, frame: PING },
};

describe('signalR()', () => {
  it('opens with the handshake, byte by byte as the official client does', async () => {
    expect(
      await signalR()
        .session('client')
        .hello?.({} as never),
    ).toEqual([HANDSHAKE]);
  });

  it('is open after the answer, and may find messages behind it', () => {
    expect(signalsOf(signalR().session('client'), `{}\x1e${PING}${record(invocation)}`)).toEqual([
      ['welcome'],
      ['ping'],
      ['data', invocation],
    ]);
  });

  it('dials again where the handshake is refused, with the reason that was given', () => {
    expect(signalsOf(signalR().session('client'), '{"error":"Handshake was canceled."}\x1e')).toEqual([
      ['refuse', 'retry', 'Handshake was canceled.'],
    ]);
    expect(signalsOf(signalR().session('client'), '{"error":{"toString":1}}\x1e')).toEqual([
      ['refuse', 'retry', ''],
    ]);
    expect(signalsOf(signalR().session('client'), '{"error":null}\x1e')).toEqual([['welcome']]);
  });

  it('hands each message of a frame on as it came, types that it does not know among them', () => {
    const unknown = { type: 99, more: [1] };
    const frame = [completion, invocation, unknown].map(record).join('');
    expect(signalsOf(signalR().session('client'), frame)).toEqual([
      ['data', completion],
      ['data', invocation],
      ['data', unknown],
    ]);
    const decoding = signalR({ decode: ({ type }) => type });
    expect(signalsOf(decoding.session('client'), frame)).toEqual([
      ['data', 3],
      ['data', 1],
      ['data', 99],
    ]);
  });

  it('says nothing of a frame whose last record is none', () => {
    const found: unknown[] = [];
    const signals = { data: (message: unknown) => found.push(message), ping: () => found.push('ping') };
    for (const last of ['{"type":', '{"type":6}x', 'x\x1e', '{"type":"1"}\x1e', '[]\x1e', '\x1e']) {
      const frame = PING + record(invocation) + last;
      expect(() =>
        signalR()
          .session('client')
          .read(frame, signals as never),
      ).toThrow(/^signalr: a frame/);
    }
    expect(found).toEqual([]);
  });

  it('ends each message that it writes, and only there', () => {
    expect(signalR().write({ type: 1, target: 'a\x1eb', arguments: [] })).toBe(
      '{"type":1,"target":"a\\u001eb","arguments":[]}\x1e',
    );
  });

  it.each([
    [{ type: 7 }, 'fatal', ''],
    [{ type: 7, error: 'gone' }, 'fatal', 'gone'],
    [{ type: 7, error: 'gone', allowReconnect: false }, 'fatal', 'gone'],
    [{ type: 7, allowReconnect: 'true' }, 'fatal', ''],
    [{ type: 7, error: 'restart', allowReconnect: true }, 'retry', 'restart'],
  ])('takes the close message %j for %s, and hands it on', (message, verdict, reason) => {
    expect(signalsOf(signalR().session('client'), record(message))).toEqual([
      ['data', message],
      ['kick', reason, verdict],
    ]);
  });

  it('stays open over 20 intervals, a beat in each, whatever else is said', async () => {
    const w = scriptedWorld(signalR(), hub);
    await w.advance(100);
    expect(w.sent()).toEqual([HANDSHAKE]);
    for (let beats = 0; beats < 20; beats++) {
      await w.advance(INTERVAL);
      w.peer.send(record(invocation));
    }
    expect(w.of('lost')).toEqual([]);
    expect(w.sent()).toEqual(Array.from({ length: 20 }, () => PING));
    expect([w.messages.length, w.connection.latency]).toEqual([19, undefined]);
  });

  it('reports a frozen link 30 s after the last frame', async () => {
    const w = scriptedWorld(signalR(), hub);
    await w.advance(50_000);
    expect(await w.freeze(60_000)).toEqual({ code: 'ERR_HEARTWIRE_PONG_TIMEOUT', silence: 30_000 });
  });

  it('takes messages for life where the hub does not beat', async () => {
    const w = scriptedWorld(signalR(), {
      ...hub,
      beat: { interval: 29_000, frame: record(invocation) },
    });
    await w.advance(20 * INTERVAL);
    expect(w.of('lost')).toEqual([]);
  });

  it('a probe does not end a link whose beats nobody answers', async () => {
    const w = scriptedWorld(signalR(), hub);
    await w.advance(20_000);
    w.connection.probe().catch(() => {});
    w.environment.signal('wake');
    w.environment.signal('offline');
    w.environment.signal('online');
    await w.advance(60_000);
    expect(w.of('lost')).toEqual([]);
  });

  it('refuses a probe at once, since nobody would answer it', async () => {
    const w = scriptedWorld(signalR(), hub);
    await w.advance(100);
    const refused = w.connection.probe().catch(({ code }) => [code, w.elapsed()]);
    await w.advance(10_000);
    expect(await refused).toEqual(['ERR_HEARTWIRE_NO_PING', 100]);
  });

  it('is for a client, and says what a server needs', () => {
    expect(() => signalR().session('server')).toThrow(
      expect.objectContaining({
        code: 'ERR_HEARTWIRE_INVALID_OPTION',
        message: 'dialect: is for a client; a server needs signalRServer()',
      }),
    );
    expect(() => signalRServer().session('client')).toThrow(
      expect.objectContaining({ message: 'dialect: is for a server; a client needs signalR()' }),
    );
  });
});

describe('signalRServer()', () => {
  it('answers the handshake at once, and a wrong one with an error', async () => {
    const w = fakeWorld({ dialect: signalRServer() });
    const [good, wrong, newer, late] = [w.connect(), w.connect(), w.connect(), w.connect()];
    good.says(HANDSHAKE);
    wrong.says('{"protocol":"messagepack","version":1}\x1e');
    newer.says('{"protocol":"json","version":2}\x1e');
    late.says(record(invocation));
    await w.environment.settle();
    const refusal = 'Only the protocol json, version 1, is spoken here.';
    expect([good.log, wrong.log, newer.log, late.log]).toEqual([
      ['{}\x1e'],
      [`{"error":"${refusal}"}\x1e`, `<close 1008 ${refusal}>`],
      [`{"error":"${refusal}"}\x1e`, `<close 1008 ${refusal}>`],
      ['<close 1007>'],
    ]);
    expect(w.said[0]).toEqual(['peer', 1]);
  });

  it('takes a second handshake for a bad frame', () => {
    const session = signalRServer().session('server');
    expect(signalsOf(session, HANDSHAKE)).toEqual([['reply', '{}\x1e'], ['welcome']]);
    expect(() => signalsOf(session, HANDSHAKE)).toThrow('signalr: a frame of a second handshake');
  });

  it('beats every 15 s though the client talks, for the client counts on it', async () => {
    const w = fakeWorld({ dialect: signalRServer() });
    const socket = w.connect();
    socket.says(HANDSHAKE);
    for (let second = 0; second < 300; second++) {
      await w.environment.advance(1_000);
      socket.says(record(invocation));
    }
    expect(socket.log).toEqual(['{}\x1e', ...Array.from({ length: 20 }, () => PING)]);
    expect([w.heard.length, w.said]).toEqual([300, [['peer', 1]]]);
  });

  it('gives a client up that nothing came from since 30 s before', async () => {
    const w = fakeWorld({ dialect: signalRServer() });
    w.connect().says(HANDSHAKE);
    await w.environment.advance(60_000);
    const [, [name, , code, silence]] = w.said as [unknown, readonly unknown[]];
    expect([name, code]).toEqual(['lost', 'ERR_HEARTWIRE_PONG_TIMEOUT']);
    expect(silence).toBeGreaterThanOrEqual(30_000);
    expect(silence).toBeLessThanOrEqual(45_100);
  });

  it('keeps signalR() over 20 intervals, and is kept by it', async () => {
    const { client, server } = bothEnds(signalR(), signalRServer());
    await client.advance(20 * INTERVAL);
    expect({ lost: client.of('lost'), said: server.said }).toEqual({ lost: [], said: [['peer', 1]] });
    client.connection.send(invocation);
    server.peer().send(completion);
    await client.advance(10);
    expect([server.heard, client.messages]).toEqual([[[1, invocation]], [completion]]);
  });
});
