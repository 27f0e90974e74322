import { describe, expect, test, vi } from 'vitest';
import { MAX_REASON_BYTES } from '../../src/close-codes.ts';
import { json, jsonEvent, text } from '../../src/dialects/index.ts';
import type { Dialect } from '../../src/ports/dialect.ts';
import type { Frame, WireData } from '../../src/ports/transport.ts';
import { fakeWorld } from './support/fake-server.ts';

/** Text frames whose first letter says what they are. */
const letters = (over: Partial<Dialect<string, string>> = {}): Dialect<string, string> => ({
  name: 'letters',
  beat: { leads: 'client', life: 'any' },
  session: () => ({
    read(frame, signals) {
      const word = String(frame);
      if (word.startsWith('!')) throw new Error('unreadable');
      if (word.startsWith('k')) return signals.kick('enough');
      if (word.startsWith('r')) return signals.refuse('retry', 'not now');
      if (word.startsWith('w')) return signals.welcome();
      for (const letter of word) signals.data(letter);
    },
  }),
  write: (message) => message.toUpperCase(),
  ...over,
});

describe('a peer', () => {
  test('knows what it came by, and nothing of the query', () => {
    const { connect, peer } = fakeWorld();
    connect({
      url: '/chat?token=secret',
      headers: { origin: 'https://a.example' },
      socket: { remoteAddress: '10.0.0.9' } as never,
    });
    const { address, origin, path, protocol } = peer().request;
    expect([peer().id, address, origin, path, protocol]).toEqual([
      1,
      '10.0.0.9',
      'https://a.example',
      '/chat',
      '',
    ]);
    expect(JSON.stringify(peer().request)).not.toContain('secret');
  });

  test('hears text as text and binary as an ArrayBuffer, and says both', () => {
    const { connect, peer, heard } = fakeWorld<Frame, WireData>();
    const socket = connect();
    socket.says('é');
    socket.says(new Uint8Array([1, 255]));
    expect(heard).toEqual([
      [1, 'é'],
      [1, new Uint8Array([1, 255]).buffer],
    ]);
    expect([peer().send('ü'), peer().send(new Uint8Array([7]))]).toEqual(['sent', 'sent']);
    expect(socket.log).toEqual(['ü', [7]]);
  });

  test('refuses messages once it is closing or gone, and never throws', async () => {
    const { connect, environment, peer, said } = fakeWorld();
    const socket = connect();
    socket.answersClose = false;
    peer().close(4000, 'bye');
    expect([peer().status, peer().send('x')]).toEqual(['draining', 'refused']);
    await environment.advance(2_100);
    expect([peer().status, peer().send('x')]).toEqual(['gone', 'refused']);
    expect(socket.log).toEqual(['<close 4000 bye>', '<terminate>']);
    expect(said.at(-1)).toEqual(['gone', 1, 'ERR_HEARTWIRE_CLOSED_BY_US']);
    peer().close();
    peer().terminate();
    expect(socket.log.length).toBe(2);
  });

  test('is refused a message that the dialect cannot write', () => {
    const { connect, peer } = fakeWorld({ dialect: json() });
    const socket = connect();
    expect(() => peer().send(1n)).toThrow(expect.objectContaining({ code: 'ERR_HEARTWIRE_INVALID_MESSAGE' }));
    expect([socket.log, peer().status]).toEqual([[], 'alive']);
  });

  test('hears what comes until the close handshake ends', async () => {
    const { connect, environment, peer, heard } = fakeWorld();
    const socket = connect();
    socket.answersClose = false;
    peer().close();
    socket.says('on its way');
    socket.gone(1000);
    socket.says('too late');
    await environment.settle();
    expect(heard).toEqual([[1, 'on its way']]);
  });

  test('can be terminated without a close frame, and is gone at once', () => {
    const { connect, peer, said } = fakeWorld();
    const socket = connect();
    peer().terminate();
    expect([peer().status, socket.log, said]).toEqual([
      'gone',
      ['<terminate>'],
      [
        ['peer', 1],
        ['gone', 1, 'ERR_HEARTWIRE_CLOSED_BY_US'],
      ],
    ]);
  });

  test('that closes by itself is gone, with its code and reason, and is not lost', () => {
    const { connect, supervisor, said, peer } = fakeWorld();
    const socket = connect();
    socket.gone(1001, 'going away');
    expect(said).toEqual([
      ['peer', 1],
      ['gone', 1, 'ERR_HEARTWIRE_SOCKET_CLOSED'],
    ]);
    expect(peer().cause).toMatchObject({
      closeCode: 1001,
      reason: 'going away',
      wasClean: true,
      wasOpen: true,
    });
    expect(supervisor.counters()).toMatchObject({ peers: 0, lost: 0, gone: 1 });
  });

  test('that the network cuts is gone by 1006', () => {
    const { connect, peer } = fakeWorld();
    connect().gone();
    expect(peer().cause).toMatchObject({ closeCode: 1006, wasClean: false });
  });

  test.each([1004, 1005, 1006, 1010, 1015, 999, 2_999, 5_000, 1000.5, Number.NaN])(
    'refuses the close code %d, which no server may send',
    (code) => {
      const { connect, peer } = fakeWorld();
      const socket = connect();
      expect(() => peer().close(code)).toThrow(
        expect.objectContaining({ code: 'ERR_HEARTWIRE_INVALID_CLOSE_CODE' }),
      );
      expect(socket.log).toEqual([]);
    },
  );

  test.each([1000, 1001, 1008, 1011, 1012, 1013, 3_000, 4_999])('can be closed with %d', (code) => {
    const { connect, peer } = fakeWorld();
    const socket = connect();
    peer().close(code);
    expect(socket.log).toEqual([`<close ${code}>`]);
  });

  test('refuses a close reason that no close frame has room for', () => {
    const { connect, peer } = fakeWorld();
    connect();
    expect(() => peer().close(1000, 'é'.repeat(MAX_REASON_BYTES))).toThrow(
      expect.objectContaining({ code: 'ERR_HEARTWIRE_INVALID_CLOSE_REASON' }),
    );
  });
});

describe('a frame that breaks the protocol', () => {
  test.each([
    ['fatal', 1007],
    ['retry', 4007],
    ['refresh', 4401],
    ['done', 1000],
  ] as const)('turns its peer out with a code that means %s', (badFrame, code) => {
    const { connect, peer, said, heard } = fakeWorld({ dialect: letters({ badFrame }) });
    const socket = connect();
    socket.answersClose = false;
    socket.says('!');
    socket.says('more');
    expect(socket.log).toEqual([`<close ${code}>`]);
    expect([said, heard]).toEqual([
      [
        ['peer', 1],
        ['lost', 1, 'ERR_HEARTWIRE_BAD_FRAME', expect.any(Number)],
      ],
      [],
    ]);
    expect([peer().status, peer().cause?.cause]).toEqual(['draining', new Error('unreadable')]);
  });

  test('is answered by what ws says of it where it breaks RFC 6455, and never waited for longer than closeTimeout', async () => {
    for (const [error, closeCode] of [
      ['WS_ERR_INVALID_UTF8', 1007],
      ['WS_ERR_UNSUPPORTED_MESSAGE_LENGTH', 1009],
      ['WS_ERR_EXPECTED_MASK', 1002],
    ] as const) {
      const { connect, environment, peer } = fakeWorld({ closeTimeout: 300 });
      const socket = connect();
      socket.readyState = 2;
      socket.emit('error', Object.assign(new Error('bad'), { code: error }));
      expect([peer().status, peer().cause?.code, peer().cause?.closeCode]).toEqual([
        'draining',
        'ERR_HEARTWIRE_BAD_FRAME',
        closeCode,
      ]);
      await environment.advance(350);
      expect([peer().status, socket.log]).toEqual(['gone', ['<terminate>']]);
    }
  });

  test('a socket that breaks is lost', () => {
    const { connect, peer } = fakeWorld();
    const socket = connect();
    socket.emit('error', Object.assign(new Error('broken'), { code: 'EPIPE' }));
    expect([peer().status, peer().cause?.code, socket.log]).toEqual([
      'gone',
      'ERR_HEARTWIRE_SOCKET_FAILED',
      ['<terminate>'],
    ]);
  });

  test('kicks and refusals of a client end its link', () => {
    const { connect, peer } = fakeWorld({ dialect: letters() });
    const kicked = connect();
    kicked.says('k');
    expect([kicked.log, peer().cause?.code]).toEqual([['<close 1008 enough>'], 'ERR_HEARTWIRE_KICKED']);
    const refused = connect();
    refused.says('r');
    expect([refused.log, peer().cause?.code]).toEqual([['<close 4008 not now>'], 'ERR_HEARTWIRE_REFUSED']);
  });
});

describe("a dialect's handshake", () => {
  const dialect = letters({ session: () => ({ ...letters().session('server'), handshake: true }) });

  test('has to be complete before the peer is one', () => {
    const { connect, said, supervisor, heard } = fakeWorld({ dialect });
    const socket = connect();
    expect([said, supervisor.counters()]).toEqual([[], expect.objectContaining({ peers: 0, pending: 1 })]);
    socket.says('w');
    socket.says('a');
    expect([said, heard]).toEqual([[['peer', 1]], [[1, 'a']]]);
  });

  test('has a deadline', async () => {
    const { connect, environment, said } = fakeWorld({ dialect, handshakeTimeout: 700 });
    const socket = connect();
    await environment.advance(700);
    expect([said, socket.log]).toEqual([
      [['lost', 1, 'ERR_HEARTWIRE_HANDSHAKE_TIMEOUT', 700]],
      ['<terminate>'],
    ]);
  });

  test('comes before any message', () => {
    const { connect, said, heard } = fakeWorld({ dialect });
    const early = connect();
    early.says('a');
    expect([early.log, said, heard]).toEqual([
      ['<close 1007>'],
      [['lost', 1, 'ERR_HEARTWIRE_BAD_FRAME', 0]],
      [],
    ]);
  });
});

describe('a slow reader', () => {
  test('is cut when a message is sent and more waits than may', () => {
    const { connect, peer, said } = fakeWorld({ maxBufferedAmount: 1_000 });
    const socket = connect();
    socket.bufferedAmount = 1_000;
    expect(peer().send('one more')).toBe('sent');
    socket.bufferedAmount = 1_001;
    expect(peer().send('one more')).toBe('refused');
    expect(said.at(-1)).toEqual(['gone', 1, 'ERR_HEARTWIRE_SLOW_CONSUMER']);
    expect(socket.log).toEqual(['one more', '<terminate>']);
  });

  test('is cut at the next beat where nobody sends', async () => {
    const { connect, environment, said } = fakeWorld({
      maxBufferedAmount: 1_000,
      heartbeat: { pingInterval: 500, pongTimeout: 10_000 },
    });
    const socket = connect();
    socket.bufferedAmount = 5_000;
    await environment.advance(550);
    expect(said.at(-1)).toEqual(['gone', 1, 'ERR_HEARTWIRE_SLOW_CONSUMER']);
    expect(socket.log).toEqual(['<terminate>']);
  });

  test('is cut by its own pings, whose answers wait', () => {
    const { connect, said } = fakeWorld({ dialect: text(), maxBufferedAmount: 100 });
    const socket = connect();
    socket.send = (data) => {
      socket.bufferedAmount += String(data).length;
    };
    for (let count = 0; count < 60; count += 1) socket.says('heart_beat');
    expect(socket.bufferedAmount).toBe(102);
    expect(said.at(-1)).toEqual(['gone', 1, 'ERR_HEARTWIRE_SLOW_CONSUMER']);
  });
});

describe('a rate limit', () => {
  test('lets five seconds’ worth through at once, and then as much as it says', async () => {
    const { connect, environment, said, heard } = fakeWorld({ maxFramesPerSecond: 10 });
    const socket = connect();
    for (let count = 0; count < 50; count += 1) socket.says('x');
    for (let second = 0; second < 20; second += 1) {
      await environment.advance(1_000);
      for (let count = 0; count < 10; count += 1) socket.says('x');
    }
    expect([heard.length, said]).toEqual([250, [['peer', 1]]]);
    socket.says('one too many');
    expect([heard.length, said.at(-1)]).toEqual([
      250,
      ['lost', 1, 'ERR_HEARTWIRE_RATE_EXCEEDED', expect.any(Number)],
    ]);
    expect(socket.log.at(-1)).toBe('<close 1008 rate exceeded>');
  });

  test('counts bytes, and control frames as frames', () => {
    const bytes = fakeWorld({ maxBytesPerSecond: 100 });
    const big = bytes.connect();
    big.says('x'.repeat(500));
    expect(bytes.said.length).toBe(1);
    big.says('x');
    expect(bytes.said[1]).toEqual(['lost', 1, 'ERR_HEARTWIRE_RATE_EXCEEDED', expect.any(Number)]);

    const frames = fakeWorld({ maxFramesPerSecond: 2 });
    const pinging = frames.connect();
    for (let count = 0; count < 11; count += 1) pinging.emit('ping', Buffer.alloc(0));
    expect(frames.said[1]).toEqual(['lost', 1, 'ERR_HEARTWIRE_RATE_EXCEEDED', expect.any(Number)]);
  });

  test('does not count time against a peer that the server was too busy to read', async () => {
    const { connect, environment, said } = fakeWorld({ maxFramesPerSecond: 10 });
    const socket = connect();
    for (let count = 0; count < 50; count += 1) socket.says('x');
    // No tick has passed when the frames of four busy seconds are read.
    environment.jump(4_000);
    for (let count = 0; count < 40; count += 1) socket.says('x');
    expect(said).toEqual([['peer', 1]]);
  });
});

describe('a supervisor', () => {
  test('writes a broadcast once, for open peers that the filter takes', async () => {
    const write = vi.fn((message: string) => message.toUpperCase());
    const { connect, supervisor, environment } = fakeWorld({ dialect: letters({ write }) });
    const sockets = Array.from({ length: 4 }, () => connect());
    const [first, second, third, fourth] = sockets;
    if (second) second.readyState = 2;
    third?.gone();
    await environment.settle();
    expect(supervisor.broadcast('hi')).toBe(2);
    expect(supervisor.broadcast('you', ({ id }) => id === 4)).toBe(1);
    expect(sockets.map(({ log }) => log)).toEqual([['HI'], [], [], ['HI', 'YOU']]);
    expect([write.mock.calls.length, first?.log.length, fourth?.log.length]).toEqual([2, 1, 2]);
    expect(supervisor.counters().messagesOut).toBe(3);
  });

  test('has its peers in the order of their coming, without those that are gone', () => {
    const { connect, supervisor } = fakeWorld();
    const sockets = [connect(), connect(), connect()];
    sockets[1]?.gone();
    expect([supervisor.peers.size, [...supervisor.peers].map(({ id }) => id)]).toEqual([2, [1, 3]]);
  });

  test('says everything to the other listeners when one throws', async () => {
    const { connect, supervisor, heard, environment } = fakeWorld();
    const uncaught: unknown[] = [];
    const report = vi.fn((error: unknown) => uncaught.push(error));
    vi.stubGlobal('reportError', report);
    supervisor.on('message', () => {
      throw new Error('mine');
    });
    const late: unknown[] = [];
    supervisor.on('message', ({ message }) => late.push(message));
    const socket = connect();
    socket.says('a');
    await environment.settle();
    vi.unstubAllGlobals();
    expect([heard, late, uncaught]).toEqual([[[1, 'a']], ['a'], [new Error('mine')]]);
  });

  test('says what a listener brings about after what it was told, with the status that it has by then', () => {
    const { connect, supervisor, said } = fakeWorld();
    const order: unknown[] = [];
    supervisor.on('peer', (peer) => {
      peer.terminate();
      order.push(['terminated', peer.status]);
    });
    supervisor.on('gone', ({ peer }) => order.push(['gone', peer.status]));
    connect();
    expect(order).toEqual([
      ['gone', 'gone'],
      ['terminated', 'gone'],
    ]);
    expect(said).toEqual([
      ['peer', 1],
      ['gone', 1, 'ERR_HEARTWIRE_CLOSED_BY_US'],
    ]);
  });

  test('stops telling a listener whose signal aborts', () => {
    const { connect, supervisor } = fakeWorld();
    const controller = new AbortController();
    const peers: number[] = [];
    supervisor.on('peer', ({ id }) => peers.push(id), { signal: controller.signal });
    connect();
    controller.abort();
    connect();
    expect(peers).toEqual([1]);
    expect(() => supervisor.on('lots' as never, () => {})).toThrow('name');
    expect(() => supervisor.on('peer', undefined as never)).toThrow('listener');
  });

  test('counts, and tells observers, until they have had enough', async () => {
    const dialect = jsonEvent();
    const { connect, supervisor, environment, peer } = fakeWorld({
      dialect,
      heartbeat: { pingInterval: 500, pongTimeout: 500 },
    });
    const measured: unknown[] = [];
    const stop = supervisor.observe((metric, value, attributes) => {
      if (metric !== 'tickDelay') measured.push([metric, value, attributes]);
    });
    const socket = connect();
    while (socket.log.length === 0) await environment.advance(10);
    await environment.advance(20);
    socket.says('{"event":"heartbeat","message":"pong"}');
    socket.says('{"event":"enter"}');
    peer().send({ event: 'hello' });
    socket.bufferedAmount = 42;
    expect(supervisor.counters()).toEqual({
      ...{ peers: 1, pending: 0, accepted: 1, refused: 0, lost: 0, gone: 0, pingsOut: 1, pongsIn: 1 },
      ...{ messagesIn: 1, messagesOut: 1, bytesBuffered: 42 },
    });
    socket.bufferedAmount = 0;
    await environment.advance(2_000);
    expect(measured).toEqual([
      ['accepted', 1, {}],
      ['roundTrip', 20, {}],
      ['lost', expect.any(Number), { code: 'ERR_HEARTWIRE_PONG_TIMEOUT' }],
      ['gone', 1, { code: 'ERR_HEARTWIRE_PONG_TIMEOUT' }],
    ]);
    stop();
    connect();
    expect(measured.length).toBe(4);
  });

  test('tells observers how late its ticks are, which is how long the loop was blocked', async () => {
    const { connect, supervisor, environment } = fakeWorld();
    const delays: number[] = [];
    supervisor.observe((metric, value) => {
      if (metric === 'tickDelay') delays.push(value);
    });
    connect();
    await environment.advance(100);
    environment.jump(700);
    await environment.advance(0);
    expect(delays).toEqual([0, 0, 650]);
  });

  test('keeps no timer and no peer when all are gone', async () => {
    const { connect, supervisor, environment } = fakeWorld();
    const sockets = Array.from({ length: 100 }, () => connect());
    expect(environment.timers).toBe(1);
    for (const socket of sockets) socket.gone();
    await environment.settle();
    expect([environment.timers, [...supervisor.peers], supervisor.counters().peers]).toEqual([0, [], 0]);
  });
});
