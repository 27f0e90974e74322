import { describe, expect, it } from 'vitest';
import { type HeartBeat, stomp, stompServer } from '../../src/dialects/index.ts';
import type { Attempt, Frame } from '../../src/ports/transport.ts';
import { fakeWorld } from '../server/support/fake-server.ts';
import { bothEnds, scriptedWorld } from './scripted-peer.ts';
import { signalsOf } from './signals.ts';

const attempt = { number: 3 } as Attempt;
const message = 'MESSAGE\nsubscription:0\nmessage-id:1\ndestination:/queue/a\n\nhello\0';
const connected = (heartBeat?: string) =>
  `CONNECTED\nversion:1.2\n${heartBeat === undefined ? '' : `heart-beat:${heartBeat}\n`}\n\0`;
const connect = (heartBeat: string, version = '1.2') =>
  `CONNECT\naccept-version:${version}\nhost:/\nheart-beat:${heartBeat}\n\n\0`;
const bytes = (text: string): ArrayBuffer => new TextEncoder().encode(text).buffer;
const helloOf = async (options: Parameters<typeof stomp>[0]) =>
  stomp(options).session('client').hello?.(attempt);

/** A broker: says what it offers, and beats where that was agreed on. */
const broker = (heartBeat: string, interval?: number) => ({
  answer: (frame: Frame) => (String(frame).startsWith('CONNECT') ? [connected(heartBeat)] : []),
  ...(interval && { beat: { interval, frame: '\n' } }),
});

describe('stomp() connects', () => {
  it('with its version, its offer and a host', async () => {
    expect(await helloOf({})).toEqual(['CONNECT\naccept-version:1.2\nheart-beat:10000,10000\nhost:/\n\n\0']);
    expect(await helloOf({ heartBeat: [0, 4_000.5] })).toEqual([
      'CONNECT\naccept-version:1.2\nheart-beat:0,4001\nhost:/\n\n\0',
    ]);
  });

  it('with headers of its own, asked for on each attempt', async () => {
    const headers = { host: 'example.org', login: 'ann', passcode: 'a:b' };
    expect(await helloOf({ headers })).toEqual([
      'CONNECT\naccept-version:1.2\nheart-beat:10000,10000\nhost:example.org\nlogin:ann\npasscode:a:b\n\n\0',
    ]);
    expect(await helloOf({ headers: async ({ number }) => ({ token: `t${number}` }) })).toEqual([
      'CONNECT\naccept-version:1.2\nheart-beat:10000,10000\nhost:/\ntoken:t3\n\n\0',
    ]);
  });

  it('with no header that would break the frame, whose value no error quotes', async () => {
    const bad = [
      { passcode: 'secret\nadmin:true' },
      { passcode: 'secret\r' },
      { passcode: 'secret\0' },
      { 'a:b': 'secret' },
      { 'a\nb': 'secret' },
      { '': 'secret' },
      { passcode: undefined as never },
    ];
    for (const headers of bad) {
      const fault = expect.objectContaining({
        code: 'ERR_HEARTWIRE_INVALID_OPTION',
        option: 'stomp.headers',
        value: undefined,
        message: expect.not.stringContaining('secret'),
      });
      expect(() => stomp({ headers })).toThrow(fault);
      await expect(helloOf({ headers: () => headers })).rejects.toThrow(fault);
    }
  });

  it.each([[[-1, 0]], [[0, Number.NaN]], [[Infinity, 0]], [[2 ** 31, 0]], [['1', 0]], [[1]]])(
    'with no offer of %j',
    (heartBeat) => {
      expect(() => stomp({ heartBeat: heartBeat as never })).toThrow(
        expect.objectContaining({ code: 'ERR_HEARTWIRE_INVALID_TIME', option: 'stomp.heartBeat' }),
      );
    },
  );
});

describe('stomp() agrees', () => {
  const none = { pingInterval: Infinity, pongTimeout: Infinity };
  const agreements: readonly [
    ours: HeartBeat,
    theirs: string | undefined,
    times: { readonly pingInterval: number; readonly pongTimeout: number },
  ][] = [
    [[10_000, 10_000], '10000,10000', { pingInterval: 10_000, pongTimeout: 10_000 }],
    // The greater in each direction; dead after twice the server's.
    [[4_000, 4_000], '6000,5000', { pingInterval: 5_000, pongTimeout: 7_000 }],
    [[5_000, 20_000], '10000,1000', { pingInterval: 5_000, pongTimeout: 35_000 }],
    // Ours would be the longer: a beat is due within what the server is given.
    [[60_000, 10_000], '10000,10000', { pingInterval: 10_000, pongTimeout: 10_000 }],
    // One direction, or none.
    [[10_000, 0], '10000,10000', { pingInterval: 10_000, pongTimeout: Infinity }],
    [[10_000, 10_000], '0,20000', { pingInterval: 20_000, pongTimeout: Infinity }],
    [[0, 10_000], '10000,10000', { pingInterval: 10_000, pongTimeout: 10_000 }],
    [[10_000, 10_000], '15000,0', { pingInterval: 15_000, pongTimeout: 15_000 }],
    [[10_000, 10_000], '0,0', none],
    [[0, 0], '10000,10000', none],
    [[10_000, 10_000], undefined, none],
    // As servers write it that pad.
    [[10_000, 10_000], ' 10000 , 10000 ', { pingInterval: 10_000, pongTimeout: 10_000 }],
    [[10_000, 10_000], '1,9999999999', { pingInterval: 10_000, pongTimeout: 10_000 }],
  ];

  it.each(agreements)('from %j and %s on %j', (heartBeat, theirs, times) => {
    const frame = connected(theirs);
    expect(signalsOf(stomp({ heartBeat }).session('client'), frame)).toEqual([
      ['welcome', times],
      ['data', frame],
    ]);
  });

  it.each([['10000'], ['a,b'], ['-1,5'], ['1,2,3'], ['99999999999,1'], ['']])(
    'on nothing where the server says %s: a bad frame',
    (theirs) => {
      const session = stomp().session('client');
      expect(() => signalsOf(session, connected(theirs))).toThrow(
        'stomp: a frame whose heart-beat is no pair of times',
      );
    },
  );

  it('by the first of repeated headers, and by headers alone', () => {
    const frame = 'CONNECTED\nheart-beat:6000,6000\nheart-beat:1,1\n\nheart-beat:2,2\0';
    expect(signalsOf(stomp({ heartBeat: [1_000, 1_000] }).session('client'), frame)[0]).toEqual([
      'welcome',
      { pingInterval: 6_000, pongTimeout: 6_000 },
    ]);
    const without = 'CONNECTED\nversion:1.2\n\nheart-beat:2,2\0';
    expect(signalsOf(stomp().session('client'), without)[0]).toEqual(['welcome', none]);
  });

  it('with servers that write binary, end lines by CR LF or begin with a beat', () => {
    const welcome = ['welcome', { pingInterval: 10_000, pongTimeout: 10_000 }];
    const plain = connected('10000,10000');
    for (const frame of [bytes(plain), plain.replaceAll('\n', '\r\n'), `\n\r\n${plain}`]) {
      expect(signalsOf(stomp().session('client'), frame)).toEqual([welcome, ['data', frame]]);
    }
  });
});

describe('stomp() reads', () => {
  it('a lone end of line as a sign of life, text or binary, and everything else as data', () => {
    const session = stomp().session('client');
    for (const beat of ['\n', '\r\n', '\n\n', bytes('\n'), bytes('\r\n')]) {
      expect(signalsOf(session, beat)).toEqual([['ping']]);
    }
    for (const frame of [message, bytes(message), `\n${message}`, message.slice(9), bytes('\n\0')]) {
      expect(signalsOf(session, frame)).toEqual([['data', frame]]);
    }
  });

  it('no opening in a piece of a message once it is connected', () => {
    const session = stomp().session('client');
    signalsOf(session, connected('0,0'));
    for (const piece of [connected('1'), 'ERROR\nmessage:no\n\n\0']) {
      expect(signalsOf(session, piece)).toEqual([['data', piece]]);
    }
  });

  it('no opening in what is only like one', () => {
    for (const frame of [
      'CONNECTEDX\n\n\0',
      'CONNECTED1\n\n\0',
      'CONNECTED \n\n\0',
      'MESSAGE\n\nCONNECTED\n\n\0',
      'connected\n\n\0',
      'CONNECTED\n',
    ]) {
      expect(signalsOf(stomp().session('client'), frame)).toEqual([['data', frame]]);
    }
  });

  it('no opening whose headers are longer than 8 KiB, text or binary', () => {
    const long = `CONNECTED\nheart-beat:0,0\nsession:${'x'.repeat(8_192)}\n\n\0`;
    for (const frame of [long, bytes(long)]) {
      expect(signalsOf(stomp().session('client'), frame)).toEqual([['data', frame]]);
    }
  });

  it('an ERROR before it is connected as a refusal to try again, with its reason', async () => {
    const frame = 'ERROR\nmessage:Access refused\ncontent-length:4\n\nbody\0';
    expect(signalsOf(stomp().session('client'), frame)).toEqual([
      ['data', frame],
      ['refuse', 'retry', 'Access refused'],
    ]);
    const retry = {
      verdict: ({ reason }: { reason: string }) => (/refused/.test(reason) ? 'fatal' : undefined),
    };
    const w = scriptedWorld(stomp(), { greeting: [frame] }, { retry } as object);
    await w.advance(100);
    expect([w.connection.status, w.messages]).toEqual(['failed', [frame]]);
  });
});

describe('stomp() beats', () => {
  it('and stays open over 20 intervals', async () => {
    const w = scriptedWorld(stomp(), broker('10000,10000', 10_000));
    await w.advance(100);
    w.sent();
    await w.advance(200_000);
    expect([w.of('lost'), w.sent().join('')]).toEqual([[], '\n'.repeat(20)]);
  });

  it('and reports a frozen link after two of the intervals that the server gave', async () => {
    const w = scriptedWorld(stomp({ heartBeat: [5_000, 20_000] }), broker('10000,1000', 20_000));
    await w.advance(90_000);
    expect(await w.freeze(100_000)).toEqual({ code: 'ERR_HEARTWIRE_PONG_TIMEOUT', silence: 40_000 });
  });

  it('one way, where the server does not', async () => {
    const w = scriptedWorld(stomp(), broker('0,20000'));
    await w.advance(100);
    w.sent();
    await w.advance(400_000);
    expect([w.of('lost'), w.sent().join('')]).toEqual([[], '\n'.repeat(20)]);
  });

  it('not at all, where that was agreed on', async () => {
    const w = scriptedWorld(stomp(), broker('0,0'));
    await w.advance(100);
    w.sent();
    await w.advance(1_000_000);
    expect([w.of('lost'), w.sent()]).toEqual([[], []]);
  });

  it('and leaves a link alone whose network changes, since nobody would answer a probe', async () => {
    const w = scriptedWorld(stomp(), broker('10000,10000', 10_000));
    await w.advance(15_000);
    for (const name of ['wake', 'offline', 'online'] as const) w.environment.signal(name);
    await w.advance(60_000);
    expect(w.of('lost')).toEqual([]);
  });

  it('for a client, and says what a server needs', () => {
    expect(() => stomp().session('server')).toThrow('dialect: is for a client; a server needs stompServer()');
    expect(() => stompServer().session('client')).toThrow('dialect: is for a server; a client needs stomp()');
  });
});

describe('stompServer()', () => {
  const offers: readonly [ours: HeartBeat, theirs: string, answer: string, times: object][] = [
    [[10_000, 10_000], '10000,10000', '10000,10000', { pingInterval: 10_000, pongTimeout: 20_000 }],
    [[1_000, 5_000], '4000,3000', '5000,5000', { pingInterval: 5_000, pongTimeout: 10_000 }],
    [[8_000, 5_000], '4000,9000', '8000,5000', { pingInterval: 9_000, pongTimeout: 10_000 }],
    [[10_000, 10_000], '10000,0', '10000,10000', { pingInterval: 10_000, pongTimeout: 20_000 }],
    [[0, 10_000], '20000,10000', '0,10000', { pingInterval: 20_000, pongTimeout: 40_000 }],
    [[10_000, 10_000], '0,10000', '0,10000', { pingInterval: Infinity, pongTimeout: Infinity }],
    [[10_000, 0], '10000,10000', '0,0', { pingInterval: Infinity, pongTimeout: Infinity }],
  ];

  it.each(offers)('with %j answers %s by %s', (heartBeat, theirs, answer, times) => {
    const session = stompServer({ heartBeat }).session('server');
    const frame = connect(theirs);
    expect(signalsOf(session, frame)).toEqual([
      ['welcome', times],
      ['data', frame],
    ]);
    expect(session.announce?.({ pingInterval: 1, pongTimeout: 1 })).toBe(connected(answer));
  });

  it('takes STOMP for CONNECT, and lists of versions that have 1.2', () => {
    for (const version of ['1.2', '1.0,1.1,1.2', '1.2,1.1', '1.0, 1.2 ,2.0']) {
      const frame = connect('0,0', version).replace('CONNECT', 'STOMP');
      expect(signalsOf(stompServer().session('server'), frame)[0]?.[0]).toBe('welcome');
    }
    for (const version of ['1.1', '11.2', '1.20', '']) {
      expect(signalsOf(stompServer().session('server'), connect('0,0', version))).toEqual([
        ['refuse', 'fatal', 'it does not speak version 1.2'],
      ]);
    }
  });

  it('connects a client once firstMessage knows it by its CONNECT', async () => {
    const w = fakeWorld<Frame, string, string>({
      dialect: stompServer(),
      announce: true,
      firstMessage: { authenticate: (frame) => /^login:(.*)$/m.exec(String(frame))?.[1] },
    });
    const [ann, nobody] = [w.connect(), w.connect()];
    ann.says(connect('10000,10000').replace('host:/', 'host:/\nlogin:ann'));
    nobody.says(connect('10000,10000'));
    await w.environment.settle();
    expect([ann.log, nobody.log]).toEqual([[connected('10000,10000')], ['<close 4401 unauthenticated>']]);
    expect(w.peer().user).toBe('ann');
  });

  it('gives a client up that was silent for two of its intervals, and one of its own at most', async () => {
    const w = fakeWorld({ dialect: stompServer() });
    w.connect().says(connect('10000,10000'));
    await w.environment.advance(60_000);
    const [, [name, , code, silence]] = w.said as [unknown, readonly unknown[]];
    expect([name, code]).toEqual(['lost', 'ERR_HEARTWIRE_PONG_TIMEOUT']);
    expect(silence).toBeGreaterThanOrEqual(20_000);
    expect(silence).toBeLessThanOrEqual(30_100);
  });

  it.each([
    ['the same', [10_000, 10_000], [10_000, 10_000]],
    ['a hasty client', [1_000, 1_000], [10_000, 10_000]],
    ['a slow client', [60_000, 10_000], [10_000, 10_000]],
    ['a client that beats and does not listen', [10_000, 0], [10_000, 10_000]],
    ['a client that only listens', [0, 10_000], [10_000, 10_000]],
    ['a server that does not listen', [10_000, 10_000], [10_000, 0]],
  ] as readonly [string, HeartBeat, HeartBeat][])(
    'keeps stomp(), and is kept by it, over 20 intervals: %s',
    async (_, heartBeat, ours) => {
      const { client, server } = bothEnds(stomp({ heartBeat }), stompServer({ heartBeat: ours }));
      await client.advance(1_200_000);
      expect({ lost: client.of('lost'), said: server.said }).toEqual({ lost: [], said: [['peer', 1]] });
      expect(client.messages).toEqual([expect.stringMatching(/^CONNECTED\n/)]);
    },
  );
});
