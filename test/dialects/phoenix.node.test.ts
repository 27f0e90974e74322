import { describe, expect, it } from 'vitest';
import { type PhoenixMessage, phoenix } from '../../src/dialects/index.ts';
import { fakeWorld } from '../server/support/fake-server.ts';
import { bothEnds, scriptedWorld } from './scripted-peer.ts';
import { signalsOf } from './signals.ts';

const INTERVAL = 30_000;
const broadcast = '[null,null,"room:lobby","new_msg",{"body":"hi"}]';
const beat = (ref: number) => `[null,"${ref}","phoenix","heartbeat",{}]`;
const reply = (ref: unknown) => `[null,"${ref}","phoenix","phx_reply",{"status":"ok","response":{}}]`;

/** A server as Phoenix is: answers each heartbeat with its ref. */
const server = {
  answer(frame: unknown) {
    const [, ref, topic] = JSON.parse(String(frame));
    return topic === 'phoenix' ? [reply(ref)] : [];
  },
};

describe('phoenix() on a client', () => {
  it('beats with a ref of its own each time, byte by byte as the official client does', () => {
    const session = phoenix().session('client');
    expect([session.ping?.(), session.ping?.()]).toEqual([beat(1), beat(2)]);
    expect(phoenix().session('client').ping?.()).toBe(beat(1));
  });

  it('knows the answer by its ref: that to an older beat says nothing', () => {
    const session = phoenix().session('client');
    expect(signalsOf(session, reply(1))).toEqual([]);
    session.ping?.();
    session.ping?.();
    expect(signalsOf(session, reply(1))).toEqual([]);
    expect(signalsOf(session, reply(2))).toEqual([['pong']]);
  });

  it('counts an answer whatever its status', () => {
    const session = phoenix().session('client');
    session.ping?.();
    expect(signalsOf(session, '[null,"1","phoenix","phx_reply",{"status":"error","response":{}}]')).toEqual([
      ['pong'],
    ]);
  });

  it('takes a reply to a channel for no beat, though it has the same ref', () => {
    const session = phoenix().session('client');
    session.ping?.();
    const message = ['1', '1', 'room:lobby', 'phx_reply', { status: 'ok', response: {} }];
    expect(signalsOf(session, JSON.stringify(message))).toEqual([['data', message]]);
  });

  it('hands messages and binary frames on as they came, through decode where there is one', () => {
    const binary = Uint8Array.of(2, 1, 1, 97, 98, 0).buffer;
    const session = phoenix().session('client');
    expect(signalsOf(session, broadcast)).toEqual([['data', JSON.parse(broadcast)]]);
    expect(signalsOf(session, binary)).toEqual([['data', binary]]);
    const event = (message: unknown) => (Array.isArray(message) ? message[3] : 'binary');
    const decoding = phoenix({ decode: event }).session('client');
    expect([...signalsOf(decoding, broadcast), ...signalsOf(decoding, binary)]).toEqual([
      ['data', 'new_msg'],
      ['data', 'binary'],
    ]);
  });

  it('passes over what a later version may put behind the payload', () => {
    const longer = '["1","2","t","e",{},"more"]';
    expect(signalsOf(phoenix().session('client'), longer)).toEqual([['data', JSON.parse(longer)]]);
  });

  it('stays open over 20 intervals, a beat in each, whatever else is said', async () => {
    const w = scriptedWorld(phoenix(), { ...server, beat: { interval: 700, frame: broadcast } });
    await w.advance(20 * INTERVAL + 100);
    expect(w.of('lost')).toEqual([]);
    expect(w.sent()).toEqual(Array.from({ length: 20 }, (_, index) => beat(index + 1)));
    expect([w.connection.latency, w.messages.length]).toEqual([10, 857]);
  });

  it('reports a link on which the beats are not answered, though messages come', async () => {
    const w = scriptedWorld(phoenix(), { beat: { interval: 1_000, frame: broadcast } });
    await w.advance(2 * INTERVAL - 100);
    expect(w.of('lost')).toEqual([]);
    await w.advance(200);
    expect(w.of('lost')).toMatchObject([{ cause: { code: 'ERR_HEARTWIRE_PONG_TIMEOUT' } }]);
  });

  it('reports a frozen link two intervals after the last answer', async () => {
    const w = scriptedWorld(phoenix(), server);
    await w.advance(3.5 * INTERVAL);
    expect(await w.freeze(4 * INTERVAL)).toEqual({
      code: 'ERR_HEARTWIRE_PONG_TIMEOUT',
      silence: 2 * INTERVAL,
    });
  });
});

describe('phoenix() on a server', () => {
  const join: PhoenixMessage = ['1', '2', 'room:lobby', 'phx_join', {}];

  it('answers a heartbeat with its ref, and hands on the rest', () => {
    const session = phoenix().session('server');
    expect(signalsOf(session, beat(5))).toEqual([['ping', reply(5)]]);
    expect(signalsOf(session, '[null,null,"phoenix","heartbeat",{}]')).toEqual([
      ['ping', '[null,null,"phoenix","phx_reply",{"status":"ok","response":{}}]'],
    ]);
    expect(signalsOf(session, JSON.stringify(join))).toEqual([['data', join]]);
  });

  it('gives a client up after 60 s of silence; any frame is life', async () => {
    const w = fakeWorld({ dialect: phoenix() });
    const [, talking] = [w.connect(), w.connect()];
    for (let second = 0; second < 120; second++) {
      await w.environment.advance(1_000);
      talking.says(JSON.stringify(join));
    }
    const [, , [name, peer, code, silence]] = w.said as [unknown, unknown, readonly unknown[]];
    expect([name, peer, code]).toEqual(['lost', 1, 'ERR_HEARTWIRE_PONG_TIMEOUT']);
    expect(silence).toBeGreaterThan(2 * INTERVAL * 0.5);
    expect(silence).toBeLessThanOrEqual(2 * INTERVAL * 1.1);
    expect(talking.readyState).toBe(1);
  });

  it('keeps its own client, over 20 intervals', async () => {
    const { client, server: own } = bothEnds(phoenix(), phoenix());
    client.connection.send(join);
    await client.advance(20 * INTERVAL + 100);
    expect({ lost: client.of('lost'), said: own.said, heard: own.heard }).toEqual({
      lost: [],
      said: [['peer', 1]],
      heard: [[1, join]],
    });
  });
});
