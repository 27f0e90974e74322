import { describe, expect, test } from 'vitest';
import { controlFrames, json, jsonEvent, jsonType, text } from '../../src/dialects/index.ts';
import { type FakeSocket, fakeWorld } from './support/fake-server.ts';

const heartbeat = { pingInterval: 1_000, pongTimeout: 500 };
const TICK = 50;

/** When a socket was pinged, in ms since the beginning. */
function pingsOf(socket: FakeSocket, elapsed: () => number): readonly number[] {
  const pings: number[] = [];
  const ping = socket.ping.bind(socket);
  socket.ping = (payload) => {
    pings.push(elapsed());
    ping(payload);
  };
  return pings;
}

describe('over control frames', () => {
  test('a peer that answers is pinged each interval and stays', async () => {
    const { connect, environment, supervisor, said, elapsed, peer } = fakeWorld({ heartbeat });
    const socket = connect();
    socket.answersPings = true;
    const pings = pingsOf(socket, elapsed);
    await environment.advance(10_000);
    expect(pings.length).toBe(10);
    expect(pings.slice(1).map((at, index) => at - (pings[index] ?? 0))).toEqual(Array(9).fill(1_000));
    expect(said).toEqual([['peer', 1]]);
    expect(peer().status).toBe('alive');
    expect(supervisor.counters()).toMatchObject({ peers: 1, pingsOut: 10, pongsIn: 10, lost: 0 });
  });

  test('a frozen peer is terminated within the interval, the timeout and one tick of what it last said', async () => {
    const { connect, environment, said, elapsed, heard } = fakeWorld({ heartbeat });
    const socket = connect();
    let endedAt = Number.NaN;
    socket.on('close', () => {
      endedAt = elapsed();
    });
    await environment.advance(3_333 % 1_000);
    socket.says('last words');
    const heardAt = elapsed();
    await environment.advance(5_000);
    expect(heard).toEqual([[1, 'last words']]);
    expect(socket.log.at(-1)).toBe('<terminate>');
    expect(endedAt - heardAt).toBeGreaterThan(500);
    expect(endedAt - heardAt).toBeLessThanOrEqual(1_500 + TICK);
    expect(said).toEqual([
      ['peer', 1],
      ['lost', 1, 'ERR_HEARTWIRE_PONG_TIMEOUT', expect.any(Number)],
      ['gone', 1, 'ERR_HEARTWIRE_PONG_TIMEOUT'],
    ]);
  });

  test('of a thousand frozen peers each is terminated within the bound, and each that is alive stays', async () => {
    const { connect, environment, elapsed, supervisor } = fakeWorld({ heartbeat });
    const late: number[] = [];
    for (let index = 0; index < 1_000; index += 1) {
      const live = connect();
      live.answersPings = true;
      const frozen = connect();
      const from = elapsed();
      frozen.on('close', () => late.push(elapsed() - from));
      await environment.advance(index % 7);
    }
    await environment.advance(10_000);
    expect(late.length).toBe(1_000);
    expect(Math.max(...late)).toBeLessThanOrEqual(1_500 + TICK);
    expect(supervisor.peers.size).toBe(1_000);
    expect([...supervisor.peers].every(({ id }) => id % 2 === 1)).toBe(true);
  });

  test('traffic stands in for a pong, and puts the next ping off', async () => {
    const { connect, environment, elapsed } = fakeWorld({ heartbeat });
    const socket = connect();
    const pings = pingsOf(socket, elapsed);
    for (let time = 0; time < 10_000; time += 400) {
      await environment.advance(400);
      socket.says('still here');
    }
    expect(socket.log).toEqual(['<ping>']);
    expect(pings.length).toBe(1);
  });

  test('peers that come in one instant are not pinged in one', async () => {
    const { connect, environment, elapsed } = fakeWorld({
      heartbeat: { pingInterval: 10_000, pongTimeout: 500 },
    });
    const perTick = new Map<number, number>();
    for (let index = 0; index < 2_000; index += 1) {
      const socket = connect();
      socket.answersPings = true;
      const ping = socket.ping.bind(socket);
      socket.ping = (payload) => {
        perTick.set(elapsed(), (perTick.get(elapsed()) ?? 0) + 1);
        ping(payload);
      };
    }
    await environment.advance(30_000);
    const counts = [...perTick.values()];
    expect(counts.reduce((sum, count) => sum + count)).toBe(6_000);
    // 10 a tick on average, 200 ticks an interval: a burst would be 2,000.
    expect(Math.max(...counts)).toBeLessThan(30);
    expect(perTick.size).toBeGreaterThan(590);
  });

  test('a deadline that passes late asks once more, and only once', async () => {
    const { connect, environment, said } = fakeWorld({ heartbeat: { pingInterval: 500, pongTimeout: 500 } });
    const live = connect();
    const dead = connect();
    await environment.advance(500);
    expect([live.log, dead.log]).toEqual([['<ping>'], ['<ping>']]);
    // The process slept; what came in meanwhile will be read after the timers.
    environment.jump(60_000);
    await environment.advance(0);
    expect(said).toEqual([
      ['peer', 1],
      ['peer', 2],
    ]);
    live.emit('pong', Buffer.from('late'));
    await environment.advance(500 + TICK);
    expect(said.slice(2)).toEqual([
      ['lost', 2, 'ERR_HEARTWIRE_PONG_TIMEOUT', expect.any(Number)],
      ['gone', 2, 'ERR_HEARTWIRE_PONG_TIMEOUT'],
    ]);
    expect(dead.log).toEqual(['<ping>', '<ping>', '<terminate>']);
  });

  test('a wall clock that is set does not cost a peer its life', async () => {
    for (const change of [-3_600_000, 3_600_000]) {
      const { connect, environment, said } = fakeWorld({ heartbeat });
      connect().answersPings = true;
      await environment.advance(1_700);
      environment.setClock(change);
      await environment.advance(5_000);
      expect(said).toEqual([['peer', 1]]);
    }
  });

  test('the round trip is that of the answered ping, and a pong that nobody asked for has none', async () => {
    const { connect, environment, peer } = fakeWorld({ heartbeat });
    const socket = connect();
    let payload = '';
    socket.ping = (text) => {
      payload = text;
    };
    socket.emit('pong', Buffer.from(''));
    expect(peer().latency).toBe(undefined);
    while (payload === '') await environment.advance(1);
    await environment.advance(80);
    socket.emit('pong', Buffer.from('another'));
    expect(peer().latency).toBe(undefined);
    socket.emit('pong', Buffer.from(payload));
    expect(peer().latency).toBe(80);
  });

  test('lastSeen is when the peer was last heard, at most a tick early', async () => {
    const { connect, environment, peer } = fakeWorld({ heartbeat });
    const socket = connect();
    await environment.advance(777);
    socket.emit('ping', Buffer.from(''));
    const heardAt = environment.now();
    await environment.advance(100);
    expect(peer().lastSeen).toBeLessThanOrEqual(heardAt);
    expect(peer().lastSeen).toBeGreaterThan(heardAt - TICK);
  });

  test('without a heartbeat nobody is pinged and nobody is lost', async () => {
    const { connect, environment, said, peer } = fakeWorld({ heartbeat: false });
    const socket = connect();
    await environment.advance(1_000_000);
    socket.says('x');
    expect([socket.log, said]).toEqual([[], [['peer', 1]]]);
    expect(peer().lastSeen).toBe(environment.now());
    expect(environment.timers).toBe(0);
  });
});

describe('where the server leads', () => {
  test('its ping carries what the dialect says, and the answer is the round trip', async () => {
    const online = 3;
    const dialect = jsonEvent({ count: () => online });
    const { connect, environment, peer, heard } = fakeWorld({ dialect, heartbeat });
    const socket = connect();
    while (socket.log.length === 0) await environment.advance(1);
    expect(socket.log).toEqual(['{"event":"heartbeat","message":"ping","num":3}']);
    await environment.advance(30);
    socket.says('{"event":"heartbeat","message":"pong"}');
    expect([peer().status, peer().latency, heard]).toEqual(['alive', 30, []]);
  });

  test('a ping that cannot be made costs this peer its link and nobody else', async () => {
    let broken = true;
    const count = () => {
      if (broken) throw new Error('no count');
      return 1;
    };
    const { connect, environment, said } = fakeWorld({ dialect: jsonEvent({ count }), heartbeat });
    connect();
    while (said.length < 3) await environment.advance(50);
    broken = false;
    expect(said).toEqual([
      ['peer', 1],
      ['lost', 1, 'ERR_HEARTWIRE_SOCKET_FAILED', expect.any(Number)],
      ['gone', 1, 'ERR_HEARTWIRE_SOCKET_FAILED'],
    ]);
  });
});

describe('where the client leads', () => {
  test('its pings are answered at once and count as life', async () => {
    const { connect, environment, said, heard } = fakeWorld({ dialect: text(), heartbeat });
    const socket = connect();
    socket.answersPings = true;
    for (let time = 0; time < 6_000; time += 600) {
      socket.says('heart_beat');
      await environment.advance(600);
    }
    expect(socket.log.filter((frame) => frame === 'ok').length).toBe(10);
    expect([said, heard]).toEqual([[['peer', 1]], []]);
  });

  test('a client that is slower than the server expects is asked by a ping frame, which every client answers', async () => {
    const { connect, environment, said } = fakeWorld({ dialect: text(), heartbeat });
    const socket = connect();
    socket.answersPings = true;
    await environment.advance(60_000);
    expect(said).toEqual([['peer', 1]]);
  });

  test('where only beats are life, messages and pongs do not keep a peer', async () => {
    const { connect, environment, said } = fakeWorld({ dialect: jsonType(), heartbeat });
    const beating = connect();
    const chatting = connect();
    chatting.answersPings = true;
    for (let time = 0; time < 3_000; time += 500) {
      beating.says('{"type":"ping","user":"a"}');
      chatting.says('{"type":"message"}');
      chatting.emit('ping', Buffer.from(''));
      await environment.advance(500);
    }
    expect(said).toEqual([
      ['peer', 1],
      ['peer', 2],
      ['lost', 2, 'ERR_HEARTWIRE_PONG_TIMEOUT', expect.any(Number)],
      ['gone', 2, 'ERR_HEARTWIRE_PONG_TIMEOUT'],
    ]);
    expect(beating.log[0]).toBe('{"type":"ping","user":"a","status":"pong"}');
    expect(chatting.log.includes('<ping>')).toBe(false);
  });
});

describe('times', () => {
  test("are the dialect's where the option is left out", async () => {
    const times = { pingInterval: 200, pongTimeout: 100 };
    const { connect, environment, said } = fakeWorld({ dialect: controlFrames({ times }) });
    connect();
    await environment.advance(300 + TICK);
    expect(said.length).toBe(3);
  });

  test('are announced to a client whose dialect has a frame for them', async () => {
    const dialect = json({
      ping: { type: 'ping' },
      isPong: { type: 'pong' },
      isPing: { type: 'ping' },
      leads: 'server',
      announce: ({ pingInterval }) => ({ type: 'welcome', interval: pingInterval }),
    });
    const { connect } = fakeWorld({ dialect, heartbeat, announce: true });
    expect(connect().log).toEqual(['{"type":"welcome","interval":1000}']);
  });

  test('are not announced unless asked for', () => {
    const dialect = json({ announce: (times) => times });
    expect(fakeWorld({ dialect, heartbeat }).connect().log).toEqual([]);
  });
});
