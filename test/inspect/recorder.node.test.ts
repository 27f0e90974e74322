import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { LossError } from '../../src/errors.ts';
import { createRecorder, type Recorder, type TimelineRecord } from '../../src/inspect/index.ts';
import type { Dialect } from '../../src/ports/dialect.ts';
import { textWorld, world } from '../support/world.ts';
import { linesOf } from './support/lines.ts';

const HEARTBEAT = { pingInterval: 1_000, pongTimeout: 500 };

/** A world that a recorder watches from before the first dial. */
function recorded(options: Parameters<typeof textWorld>[0] = {}, recorder: Recorder = createRecorder()) {
  const w = textWorld({ autoConnect: false, backoff: () => 2_000, ...options });
  const detach = recorder.attach(w.connection, { name: 'feed' });
  w.connection.connect();
  const close = () => Promise.all([w.connection.close(), w.advance(10)]);
  const { environment, transport, connection, advance } = w;
  return {
    environment,
    transport,
    connection,
    advance,
    w,
    recorder,
    detach,
    close,
    lines: () => linesOf(recorder.records),
  };
}

const last = (recorder: Recorder): TimelineRecord | undefined => recorder.records.at(-1);

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('a record', () => {
  test('says how a connection stands when the recorder comes', async () => {
    const { connection, advance } = textWorld();
    await advance(100);
    const recorder = createRecorder();
    recorder.attach(connection, { name: 'feed' });
    expect(recorder.records).toEqual([
      {
        id: 1,
        name: 'feed',
        time: 1_700_000_000_100,
        kind: 'attached',
        to: 'open',
        state: 'live.open.alive',
        link: 1,
        attempt: 0,
        deadline: 'pingInterval',
        delay: expect.any(Number),
        bufferedAmount: 0,
      },
    ]);
  });

  test('of a recorder that comes later says what is left of the deadline', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const { connection, advance } = textWorld({ heartbeat: { pingInterval: 20_000, pongTimeout: 500 } });
    await advance(10);
    vi.setSystemTime(Date.now() + 4_000);
    await advance(4_000);
    const recorder = createRecorder();
    recorder.attach(connection);
    expect(recorder.records[0]).toMatchObject({ to: 'open', deadline: 'pingInterval', delay: 16_000 });
    await advance(1_000);
    expect(last(recorder)).toMatchObject({ event: 'after.stableAfter', delay: 15_000 });
  });

  test('is written for each event that the chart takes, with the deadline that runs from then on', async () => {
    const { advance, transport, close, lines } = recorded({ heartbeat: HEARTBEAT });
    await advance(1_030);
    transport.freeze();
    await advance(1_490);
    transport.thaw();
    await advance(2_010);
    await close();
    expect(lines()).toEqual([
      '+0, attached, idle',
      '+0, connect, idle → connecting, link 1, connectTimeout 10000',
      '+10, socket.opened, connecting → open, link 1, pingInterval 1000',
      '+1010, after.pingInterval, open → awaiting-pong, link 1, pongTimeout 500',
      '+1020, peer.heard, awaiting-pong → open, link 1, pingInterval 1000',
      '+1020, pong, link 1, 10 ms',
      '+2020, after.pingInterval, open → awaiting-pong, link 1, pongTimeout 500',
      '+2520, after.pongTimeout, awaiting-pong → backoff, link 1, ERR_HEARTWIRE_PONG_TIMEOUT 1500, backoffDelay 2000',
      '+4520, after.backoffDelay, backoff → connecting, link 2, connectTimeout 10000',
      '+4530, socket.opened, connecting → open, link 2, pingInterval 1000',
      '+4530, close, open → closing, link 2, closeTimeout 2000',
      '+4540, link.lost, closing → closed, link 2',
    ]);
  });

  test('of a lost link has its code, verdict and numbers, and how long the peer was silent', async () => {
    const { advance, w, recorder } = recorded();
    await advance(300);
    w.peer.close(1012, 'retry-after=3');
    await advance(5);
    expect(last(recorder)).toEqual({
      id: 4,
      name: 'feed',
      time: 1_700_000_000_305,
      kind: 'transition',
      event: 'link.lost',
      from: 'open',
      to: 'backoff',
      state: 'backoff',
      link: 1,
      attempt: 1,
      deadline: 'backoffDelay',
      delay: Math.round(w.of('retry')[0]?.delay ?? Number.NaN),
      bufferedAmount: 0,
      cause: 'ERR_HEARTWIRE_SOCKET_CLOSED',
      verdict: 'retry',
      closeCode: 1012,
      retryAfter: 3_000,
      wasOpen: true,
      silence: 295,
    });
  });

  test('of an attempt that failed says so, and the HTTP status where there is one', async () => {
    const { advance, transport, recorder } = recorded();
    transport.mode = 'refuse';
    transport.refusal = new LossError('ERR_HEARTWIRE_UPGRADE_REFUSED', 'HTTP 403', {
      httpStatus: 403,
      verdict: 'fatal',
    });
    await advance(10);
    expect(last(recorder)).toMatchObject({
      event: 'link.lost',
      from: 'connecting',
      to: 'failed',
      cause: 'ERR_HEARTWIRE_UPGRADE_REFUSED',
      verdict: 'fatal',
      httpStatus: 403,
      wasOpen: false,
      silence: 10,
    });
    expect(last(recorder)).not.toHaveProperty('deadline');
  });

  test('of a link given up for a new one has the loss of the old and the number of the new', async () => {
    const { advance, connection, recorder } = recorded();
    await advance(200);
    connection.reconnect();
    expect(last(recorder)).toMatchObject({
      event: 'reconnect',
      from: 'open',
      to: 'connecting',
      link: 2,
      cause: 'ERR_HEARTWIRE_SUPERSEDED',
      silence: 190,
      deadline: 'connectTimeout',
      delay: 10_000,
    });
  });

  test('of an event that comes to nothing says so', async () => {
    const { advance, connection, lines } = recorded();
    await advance(10);
    connection.connect();
    expect(lines().at(-1)).toBe('+10, connect, open → open, link 1, pingInterval 1000');
  });

  test('has the deadline that runs on, and what is left of it', async () => {
    const { advance, lines } = recorded({
      heartbeat: { pingInterval: 8_000, pongTimeout: 500 },
    });
    await advance(5_010);
    expect(lines().at(-1)).toBe('+5010, after.stableAfter, open → open, link 1, pingInterval 3000');
  });

  test('has no deadline where none will come', async () => {
    const { advance, recorder } = recorded({ heartbeat: false });
    await advance(10);
    expect(last(recorder)).toMatchObject({ event: 'socket.opened', to: 'open' });
    expect(last(recorder)).not.toHaveProperty('deadline');
  });

  test('tells apart the two states of connecting', async () => {
    const handshaking: Dialect<string> = {
      name: 'greeting',
      beat: { leads: 'client', life: 'any' },
      handshake: true,
      session: () => ({ read: (_, signals) => signals.welcome(), ping: () => 'ping' }),
      write: (message) => message,
    };
    const { connection, transport, advance } = world<string>({ dialect: handshaking, autoConnect: false });
    transport.onPeer((peer) => peer.send('welcome'));
    const recorder = createRecorder();
    recorder.attach(connection);
    connection.connect();
    await advance(100);
    expect(recorder.records.map(({ event, state }) => [event, state])).toEqual([
      [undefined, 'idle'],
      ['connect', 'live.connecting.dialing'],
      ['socket.opened', 'live.connecting.handshaking'],
      ['handshake.completed', 'live.open.alive'],
    ]);
  });

  test('of a connection says how much waits in the outbox', async () => {
    const { connection, recorder, advance } = recorded();
    connection.send('12345');
    connection.send('67890');
    expect(connection.bufferedAmount).toBe(10);
    connection.reconnect();
    expect(last(recorder)).toMatchObject({ event: 'reconnect', bufferedAmount: 10 });
    await advance(10);
    expect(last(recorder)).toMatchObject({ event: 'socket.opened', bufferedAmount: 0 });
  });

  test('holds text, numbers and truth alone, and is the same after JSON', async () => {
    const { advance, transport, recorder, connection } = recorded({
      heartbeat: HEARTBEAT,
      retry: { limit: 1 },
    });
    await advance(1_500);
    transport.mode = 'hang';
    transport.freeze();
    connection.send('x');
    await advance(60_000);
    const text = JSON.stringify(recorder);
    expect(JSON.parse(text)).toEqual(recorder.records);
    expect(recorder.toJSON()).toEqual(recorder.records);
    const kinds = recorder.records.flatMap((record) => Object.values(record).map((value) => typeof value));
    expect([...new Set(kinds)].sort()).toEqual(['boolean', 'number', 'string']);
  });
});

describe('the records of a connection', () => {
  type Act = (w: ReturnType<typeof textWorld>) => unknown;
  const acts: Readonly<Record<string, Act>> = {
    wait: (w) => w.advance(700),
    sleep: (w) => w.environment.jump(20_000),
    freeze: (w) => w.transport.freeze(),
    thaw: (w) => w.transport.thaw(),
    reset: (w) => w.transport.peers.at(-1)?.reset(),
    close: (w) => w.transport.peers.at(-1)?.close(1013),
    kick: (w) => w.transport.peers.at(-1)?.close(1008),
    silence: (w) => {
      w.answering.on = !w.answering.on;
    },
    send: (w) => w.connection.send('x'),
    reconnect: (w) => w.connection.reconnect(),
    connect: (w) => w.connection.connect(),
    end: (w) => void w.connection.close(),
    offline: (w) => w.environment.signal('offline'),
    online: (w) => w.environment.signal('online'),
    restored: (w) => w.environment.signal('restored'),
    refuse: (w) => {
      w.transport.mode = 'refuse';
    },
    accept: (w) => {
      w.transport.mode = 'accept';
    },
  };

  test('say the same as its events, whatever happens', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...Object.keys(acts)), { minLength: 5, maxLength: 40 }),
        fc.integer({ min: 1, max: 1_000 }),
        async (script, seed) => {
          const w = textWorld({ seed, autoConnect: false, heartbeat: HEARTBEAT });
          const recorder = createRecorder({ limit: 10_000 });
          recorder.attach(w.connection);
          w.connection.connect();
          for (const name of script) {
            await acts[name]?.(w);
            await w.advance(50);
          }
          const { records } = recorder;
          const changes = records.filter(({ from, to }) => from !== undefined && from !== to);
          expect(changes.map(({ from, to }) => ({ status: to, previous: from }))).toEqual(w.of('status'));
          const losses = records.filter(({ cause }) => cause !== undefined);
          expect(
            losses.map(({ cause, silence, verdict, wasOpen }) => [cause, silence, verdict, wasOpen]),
          ).toEqual(
            w
              .of('lost')
              .map((lost) => [lost.cause.code, Math.round(lost.silence), lost.verdict, lost.wasOpen]),
          );
          expect(records.filter(({ kind }) => kind === 'pong').map(({ roundTrip }) => roundTrip)).toEqual(
            w.of('pong').map(({ latency }) => latency),
          );
          const opened = records.filter(({ from, to }) => from === 'connecting' && to === 'open');
          expect(opened.map(({ link, attempt }) => ({ link, attempt, protocol: '' }))).toEqual(w.of('open'));
          const now = w.connection.nextAttemptAt;
          const { time = 0, delay = Number.NaN } = records.findLast(({ to }) => to !== undefined) ?? {};
          if (now !== undefined) expect(Math.abs(time + delay - now)).toBeLessThanOrEqual(1);
          await Promise.all([w.connection.close(), w.advance(3_000)]);
        },
      ),
      { numRuns: 150 },
    );
  }, 60_000);

  test('stand side by side under the names of their connections', async () => {
    const recorder = createRecorder();
    const [a, b, c] = [
      textWorld({ autoConnect: false }),
      textWorld({ autoConnect: false }),
      textWorld({ autoConnect: false }),
    ];
    recorder.attach(a.connection);
    recorder.attach(b.connection, { name: 'prices' });
    recorder.attach(c.connection);
    b.connection.connect();
    c.connection.connect();
    expect(recorder.records.map(({ id, name, event }) => [id, name, event])).toEqual([
      [1, 'connection-1', undefined],
      [2, 'prices', undefined],
      [3, 'connection-2', undefined],
      [4, 'prices', 'connect'],
      [5, 'connection-2', 'connect'],
    ]);
    await a.advance(0);
  });

  test('end when it is detached, once, by hand or by a signal', async () => {
    const leave = new AbortController();
    const recorder = createRecorder();
    const { connection, advance } = textWorld({ autoConnect: false });
    const detach = recorder.attach(connection, { signal: leave.signal });
    connection.connect();
    const forget = vi.spyOn(leave.signal, 'removeEventListener');
    leave.abort();
    detach();
    expect(forget).toHaveBeenCalledWith('abort', expect.any(Function));
    await advance(5_000);
    expect(recorder.records.map(({ kind, to }) => [kind, to])).toEqual([
      ['attached', 'idle'],
      ['transition', 'connecting'],
      ['detached', 'connecting'],
    ]);
  });

  test('are none but the first and the last where the signal has fired already', () => {
    const recorder = createRecorder();
    recorder.attach(textWorld({ autoConnect: false }).connection, { signal: AbortSignal.abort() });
    expect(recorder.records.map(({ kind }) => kind)).toEqual(['attached', 'detached']);
  });

  test('are none of its messages', async () => {
    const { connection, w, recorder, advance } = recorded();
    await advance(20);
    const { records } = recorder;
    for (let n = 0; n < 50; n += 1) {
      connection.send('out');
      w.peer.send('in');
    }
    await advance(20);
    expect([w.of('message').length, w.peer.received.length]).toEqual([50, 50]);
    expect(recorder.records).toEqual(records);
  });

  test('cost its messages nothing: the recorder listens to none', () => {
    const { connection } = textWorld({ autoConnect: false });
    const on = vi.spyOn(connection, 'on');
    createRecorder().attach(connection);
    expect(on.mock.calls.map(([name]) => name).sort()).toEqual(['drop', 'pong']);
  });
});

describe('drops', () => {
  test('that are equal and follow each other are one record, which counts them', async () => {
    const { connection, recorder, advance } = recorded({ outbox: { maxMessages: 1 } });
    const seen: TimelineRecord[] = [];
    recorder.subscribe((record) => seen.push(record));
    connection.send('held');
    for (let n = 0; n < 3; n += 1) {
      connection.send('refused');
      await advance(1);
    }
    expect(recorder.records.slice(2)).toEqual([
      {
        id: 3,
        name: 'feed',
        time: 1_700_000_000_000,
        kind: 'drop',
        link: 1,
        reason: 'overflow',
        bufferedAmount: 4,
        count: 3,
        until: 1_700_000_000_002,
      },
    ]);
    expect(seen.map(({ id, count }) => [id, count])).toEqual([
      [3, undefined],
      [3, 2],
      [3, 3],
    ]);
  });

  test('start a record of their own where something else came between, or the reason is another', async () => {
    const { connection, recorder, advance } = recorded({ outbox: { maxMessages: 1, ttl: 5 } });
    connection.send('held');
    connection.send('refused');
    await advance(6);
    connection.send('held');
    connection.send('refused');
    expect(recorder.records.slice(2).map(({ id, reason, count }) => [id, reason, count])).toEqual([
      [3, 'overflow', undefined],
      [4, 'expired', undefined],
      [5, 'overflow', undefined],
    ]);
  });

  test('of two connections that take turns are a record each', () => {
    const recorder = createRecorder();
    const worlds = [textWorld({ outbox: false }), textWorld({ outbox: false })];
    for (const { connection } of worlds) recorder.attach(connection);
    for (let n = 0; n < 4; n += 1) for (const { connection } of worlds) connection.send('x');
    expect(recorder.records.slice(2).map(({ name, reason, count }) => [name, reason, count])).toEqual([
      ['connection-1', 'not-open', 4],
      ['connection-2', 'not-open', 4],
    ]);
  });

  test('go on in a new record once the old one has left the ring', () => {
    const recorder = createRecorder({ limit: 2 });
    const dropping = textWorld({ outbox: false }).connection;
    recorder.attach(dropping);
    dropping.send('x');
    for (let n = 0; n < 2; n += 1) recorder.attach(textWorld().connection);
    dropping.send('x');
    expect(recorder.records.map(({ id, kind, count }) => [id, kind, count])).toEqual([
      [4, 'attached', undefined],
      [5, 'drop', undefined],
    ]);
  });
});

describe('a recorder', () => {
  test('holds its limit, and lets the oldest go', async () => {
    const { recorder, advance } = recorded({ heartbeat: HEARTBEAT }, createRecorder({ limit: 3 }));
    expect(recorder.records.map(({ id }) => id)).toEqual([1, 2]);
    await advance(3_000);
    expect(recorder.records.map(({ id }) => id)).toEqual([7, 8, 9]);
  });

  test('holds 1,000 records by default', () => {
    const recorder = createRecorder();
    const { connection } = textWorld({ autoConnect: false });
    for (let n = 0; n < 501; n += 1) recorder.attach(connection)();
    expect(recorder.records.map(({ id }) => id)).toEqual(Array.from({ length: 1_000 }, (_, n) => n + 3));
  });

  test('forgets when it is told to, goes on, and counts on', async () => {
    const { recorder, advance, lines } = recorded();
    recorder.clear();
    expect(recorder.records).toEqual([]);
    await advance(10);
    expect(recorder.records.map(({ id }) => id)).toEqual([3]);
    expect(lines()).toEqual(['+0, socket.opened, connecting → open, link 1, pingInterval 1000']);
  });

  test('gives copies: what is done to one does nothing to the recorder', () => {
    const { recorder } = recorded();
    (recorder.records as TimelineRecord[]).length = 0;
    expect(recorder.records).toHaveLength(2);
  });

  test('tells each subscriber of each record at once, until it leaves', async () => {
    const recorder = createRecorder();
    const leave = new AbortController();
    const first: number[] = [];
    const second: number[] = [];
    const off = recorder.subscribe(({ id }) => first.push(id));
    recorder.subscribe(({ id }) => second.push(id), leave);
    const { advance } = recorded({}, recorder);
    expect([first, second]).toEqual([
      [1, 2],
      [1, 2],
    ]);
    off();
    await advance(10);
    leave.abort();
    await advance(1_010);
    expect([first, second]).toEqual([
      [1, 2],
      [1, 2, 3],
    ]);
  });

  test('that has a subscriber which throws reports it, and the connection goes on', async () => {
    const reported: unknown[] = [];
    vi.stubGlobal('reportError', (error: unknown) => reported.push(error));
    const recorder = createRecorder();
    recorder.subscribe(() => {
      throw new Error('a subscriber');
    });
    const { connection, advance } = recorded({}, recorder);
    await advance(10);
    expect(connection.status).toBe('open');
    expect(recorder.records).toHaveLength(3);
    expect(reported).toEqual([1, 2, 3].map(() => new Error('a subscriber')));
  });

  test('that has a subscriber which closes the connection records that as well', async () => {
    const recorder = createRecorder();
    const { connection, advance, lines } = recorded({}, recorder);
    recorder.subscribe(({ to }) => {
      if (to === 'open') connection.close();
    });
    await advance(30);
    expect(lines().slice(2)).toEqual([
      '+10, socket.opened, connecting → open, link 1, pingInterval 1000',
      '+10, close, open → closing, link 1, closeTimeout 2000',
      '+20, link.lost, closing → closed, link 1',
    ]);
  });

  const refusals: readonly [title: string, act: () => unknown, code: string, option: string][] = [
    ['a limit of 0', () => createRecorder({ limit: 0 }), 'ERR_HEARTWIRE_INVALID_OPTION', 'limit'],
    ['half a record', () => createRecorder({ limit: 1.5 }), 'ERR_HEARTWIRE_INVALID_OPTION', 'limit'],
    ['no limit', () => createRecorder({ limit: Infinity }), 'ERR_HEARTWIRE_INVALID_OPTION', 'limit'],
    ['beats by number', () => createRecorder({ beats: 1 as never }), 'ERR_HEARTWIRE_INVALID_OPTION', 'beats'],
    ['an unknown option', () => createRecorder({ max: 1 } as never), 'ERR_HEARTWIRE_UNKNOWN_OPTION', 'max'],
    [
      'no source',
      () => createRecorder().attach(undefined as never),
      'ERR_HEARTWIRE_INVALID_OPTION',
      'source',
    ],
    [
      'a name that is no text',
      () => createRecorder().attach(textWorld().connection, { name: 5 as never }),
      'ERR_HEARTWIRE_INVALID_OPTION',
      'name',
    ],
    [
      'a listener that is none',
      () => createRecorder().subscribe(undefined as never),
      'ERR_HEARTWIRE_INVALID_OPTION',
      'listener',
    ],
  ];

  test.each(refusals)('refuses %s', (_, act, code, option) => {
    expect(act).toThrow(expect.objectContaining({ name: 'OptionError', code, option }));
  });
});

describe('without beats', () => {
  const quiet = () => createRecorder({ beats: false });

  test('a healthy heartbeat leaves no record', async () => {
    const { advance, lines, close } = recorded({ heartbeat: HEARTBEAT }, quiet());
    await advance(60_000);
    await close();
    expect(lines()).toEqual([
      '+0, attached, idle',
      '+0, connect, idle → connecting, link 1, connectTimeout 10000',
      '+10, socket.opened, connecting → open, link 1, pingInterval 1000',
      '+5010, after.stableAfter, open → open, link 1, pingInterval 40',
      '+60000, close, open → closing, link 1, closeTimeout 2000',
      '+60010, link.lost, closing → closed, link 1',
    ]);
  });

  test('nor does a link whose traffic puts pings off', async () => {
    const { advance, w, lines } = recorded({ heartbeat: HEARTBEAT }, quiet());
    for (let n = 0; n < 30; n += 1) {
      await advance(300);
      w.peer.send('news');
    }
    expect(lines().slice(3)).toEqual(['+5010, after.stableAfter, open → open, link 1, pingInterval 495']);
  });

  test('a ping that is not answered is recorded with its time, before what came of it', async () => {
    const { advance, transport, lines, recorder } = recorded({ heartbeat: HEARTBEAT }, quiet());
    await advance(3_500);
    transport.freeze();
    await advance(1_500);
    expect(lines().slice(3)).toEqual([
      '+4040, after.pingInterval, open → awaiting-pong, link 1, pongTimeout 500',
      '+4540, after.pongTimeout, awaiting-pong → backoff, link 1, ERR_HEARTWIRE_PONG_TIMEOUT 1500, backoffDelay 2000',
    ]);
    expect(recorder.records.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5]);
  });

  test('a probe that somebody asked for is recorded', async () => {
    const { advance, connection, lines } = recorded({ heartbeat: HEARTBEAT }, quiet());
    await advance(10);
    const answer = connection.probe();
    await advance(10);
    expect(await answer).toBe(10);
    expect(lines().slice(3)).toEqual([
      '+10, probe, open → awaiting-pong, link 1, pongTimeout 500',
      '+20, peer.heard, awaiting-pong → open, link 1, pingInterval 1000',
    ]);
  });

  test('a ping under way is not lost when the recorder leaves', async () => {
    const { advance, detach, lines } = recorded({ heartbeat: HEARTBEAT }, quiet());
    await advance(1_015);
    detach();
    expect(lines().slice(3)).toEqual([
      '+1010, after.pingInterval, open → awaiting-pong, link 1, pongTimeout 500',
      '+1015, detached, awaiting-pong, link 1',
    ]);
  });
});

describe('a peer’s reason', () => {
  const reasonOf = async (recorder: Recorder) => {
    const { w, advance } = recorded({}, recorder);
    await advance(10);
    w.peer.close(4000, 'see ticket 7');
    await advance(5);
    return last(recorder)?.reason;
  };

  test('is left out by default, and recorded where that is asked for', async () => {
    expect([await reasonOf(createRecorder()), await reasonOf(createRecorder({ reasons: true }))]).toEqual([
      undefined,
      'see ticket 7',
    ]);
  });
});
