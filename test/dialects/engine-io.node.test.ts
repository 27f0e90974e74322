import { describe, expect, it } from 'vitest';
import { engineIo } from '../../src/dialects/index.ts';
import { fakeWorld } from '../server/support/fake-server.ts';
import { bothEnds, scriptedWorld } from './scripted-peer.ts';
import { signalsOf } from './signals.ts';

const times = { pingInterval: 3_000, pingTimeout: 2_000 };
const open = (fields: object) => `0${JSON.stringify({ sid: 'a', upgrades: [], ...fields })}`;
const server = { greeting: [open(times)], beat: { interval: times.pingInterval, frame: '2' } };

describe('engineIo() on a client', () => {
  it('takes the times of the open packet, and hands the packet on', () => {
    const packet = open({ pingInterval: 25_000, pingTimeout: 20_000, maxPayload: 1e6 });
    expect(signalsOf(engineIo().session('client'), packet)).toEqual([
      ['welcome', { pingInterval: 35_000, pongTimeout: 10_000 }],
      ['data', packet],
    ]);
  });

  it.each([
    ['without times', {}],
    ['with one of them', { pingInterval: 25_000 }],
    ['with text for a time', { pingInterval: '25000', pingTimeout: 20_000 }],
    ['with no time at all', { pingInterval: 0, pingTimeout: 20_000 }],
    ['with a time below zero', { pingInterval: 25_000, pingTimeout: -1 }],
    ['with null for a time', { pingInterval: null, pingTimeout: 20_000 }],
  ])('takes an open packet %s for a bad frame', (_, fields) => {
    const session = engineIo().session('client');
    expect(() => signalsOf(session, open(fields))).toThrow(
      'engine-io: a frame of an open packet without times',
    );
  });

  it('takes an open packet that is no JSON object for a bad frame, and quotes none of it', () => {
    for (const packet of ['0', '0secret', '0[]', '0null', '0"sid"']) {
      expect(() => signalsOf(engineIo().session('client'), packet)).toThrow(
        /^engine-io: a frame that is not (a )?JSON( object)?$/,
      );
    }
  });

  it('answers 2 by 3, and hands every other packet on as it came', () => {
    const session = engineIo().session('client');
    const binary = Uint8Array.of(4, 5).buffer;
    expect(signalsOf(session, '2')).toEqual([['ping', '3']]);
    for (const frame of ['4', '42["chat","hi"]', '6', '5', '3probe', binary]) {
      expect(signalsOf(session, frame)).toEqual([['data', frame]]);
    }
  });

  it('dials again when the server closes the session', async () => {
    const w = scriptedWorld(engineIo(), server);
    await w.advance(100);
    w.peer.send('1');
    await w.advance(10_000);
    expect(w.of('lost')).toMatchObject([{ verdict: 'retry', cause: { code: 'ERR_HEARTWIRE_KICKED' } }]);
    expect(w.connection.status).toBe('open');
  });

  it('says by its error that a message needs a type', () => {
    expect(() => engineIo().write('hello')).toThrow(
      'engine-io: a message of text that does not begin with 4',
    );
  });

  it('stays open over 20 beats, each answered, none in doubt', async () => {
    const w = scriptedWorld(engineIo(), server);
    await w.advance(20 * times.pingInterval + 100);
    expect(w.sent()).toEqual(Array.from({ length: 20 }, () => '3'));
    expect(w.statuses).toEqual(['open']);
  });

  it('reports a link on which no beat comes for the sum of both times, whatever else does', async () => {
    const w = scriptedWorld(engineIo(), { greeting: server.greeting, beat: { interval: 500, frame: '4hi' } });
    await w.advance(4_900);
    expect([w.connection.status, w.messages.length]).toEqual(['awaiting-pong', 10]);
    await w.advance(200);
    expect(w.of('lost')).toMatchObject([{ cause: { code: 'ERR_HEARTWIRE_PONG_TIMEOUT' } }]);
  });

  it('reports a frozen link after the sum of both times', async () => {
    const w = scriptedWorld(engineIo(), server);
    await w.advance(10_000);
    expect(await w.freeze(20_000)).toEqual({ code: 'ERR_HEARTWIRE_PONG_TIMEOUT', silence: 5_000 });
  });
});

describe('engineIo() on a server', () => {
  const heartbeat = { pingInterval: 3_000, pongTimeout: 2_000 };

  it('opens with a packet that says its times', () => {
    const w = fakeWorld({ dialect: engineIo({ sid: () => 'a', maxPayload: 9 }), heartbeat, announce: true });
    expect(w.connect().log).toEqual([
      '0{"sid":"a","upgrades":[],"pingInterval":3000,"pingTimeout":2000,"maxPayload":9}',
    ]);
  });

  it('gives each session an id of its own', () => {
    const w = fakeWorld({ dialect: engineIo(), announce: true });
    const ids = [w.connect(), w.connect()].map(({ log }) => JSON.parse(String(log[0]).slice(1)).sid);
    expect(ids).toEqual([expect.stringMatching(/^[\da-f-]{36}$/), expect.stringMatching(/^[\da-f-]{36}$/)]);
    expect(ids[0]).not.toBe(ids[1]);
  });

  it('cuts a client that does not answer 2 by 3 in time, though it talks', async () => {
    const w = fakeWorld({ dialect: engineIo(), heartbeat });
    const [good, bad] = [w.connect(), w.connect()];
    for (let beat = 0; beat < 20; beat++) {
      await w.environment.advance(1_000);
      bad.says('4still here');
      if (good.log.at(-1) === '2') good.says('3');
    }
    expect([good.readyState, bad.readyState]).toEqual([1, 3]);
    expect(bad.log).toEqual(['2', '<terminate>']);
    expect(w.said.slice(2)).toMatchObject([
      ['lost', 2, 'ERR_HEARTWIRE_PONG_TIMEOUT', expect.any(Number)],
      ['gone', 2, 'ERR_HEARTWIRE_PONG_TIMEOUT'],
    ]);
  });

  it.each([['2'], ['2probe'], ['0{}']])('takes %s, which only a server sends, for a bad frame', (packet) => {
    const session = engineIo().session('server');
    expect(() => signalsOf(session, packet)).toThrow('engine-io: a frame that only a server sends');
  });

  it('lets a client go that closes its session', async () => {
    const w = fakeWorld({ dialect: engineIo() });
    const socket = w.connect();
    socket.says('1');
    await w.environment.settle();
    expect(socket.log).toEqual(['<close 1000 the client closed the session>']);
  });

  it('keeps its own client, over 20 intervals', async () => {
    const { client, server: own } = bothEnds(engineIo(), engineIo());
    await client.advance(20 * 25_000);
    expect({ statuses: client.statuses, said: own.said }).toEqual({
      statuses: ['open'],
      said: [['peer', 1]],
    });
    client.connection.send('4hello');
    await client.advance(10);
    expect(own.heard).toEqual([[1, '4hello']]);
  });
});
