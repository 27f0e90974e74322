import { afterEach, describe, expect, test, vi } from 'vitest';
import { text } from '../../src/dialects/text.ts';
import { ReconnectingWebSocket } from '../../src/websocket.ts';
import { faultsOf } from './support/life-of.ts';
import { socketWorld } from './support/socket-world.ts';

const gone = ['close', 0, 1006, '', false, 'SOCKET_CLOSED'] as const;
const failed = [
  ['error', 0, 'DIAL_FAILED'],
  ['close', 0, 1006, '', false, 'DIAL_FAILED'],
] as const;
const gaveUp = [
  ['error', 3, 'CLOSED'],
  ['close', 3, 1006, '', false, undefined],
] as const;

describe('across links', () => {
  test('the same object opens again: one close for each lost link, CONNECTING while it retries', async () => {
    const { socket, told, advance, transport } = socketWorld();
    expect(socket.readyState).toBe(0);
    await advance(50);
    transport.peers[0]?.reset();
    await advance(50);
    expect(socket.readyState).toBe(0);
    await advance(200);
    expect(told).toEqual([['open', 1], gone, ['open', 1]]);
    expect([socket.readyState, transport.live]).toEqual([1, 1]);
  });

  test("a server's 1000 reconnects, and its code and reason are told", async () => {
    const w = socketWorld();
    await w.advance(50);
    w.peer.close(1000, 'bye');
    await w.advance(300);
    expect(w.told).toEqual([
      ['open', 1],
      ['close', 0, 1000, 'bye', true, 'SOCKET_CLOSED'],
      ['open', 1],
    ]);
  });

  test('each attempt that fails is an error and a close with 1006, and says why', async () => {
    const { told, advance, transport } = socketWorld();
    transport.mode = 'refuse';
    await advance(250);
    transport.mode = 'accept';
    await advance(200);
    expect(told).toEqual([...failed, ...failed, ...failed, ['open', 1]]);
  });

  test('an attempt that hangs fails at connectionTimeout', async () => {
    const { told, advance, transport } = socketWorld({ connectionTimeout: 400 });
    transport.mode = 'hang';
    await advance(450);
    expect(told).toEqual([
      ['error', 0, 'CONNECT_TIMEOUT'],
      ['close', 0, 1006, '', false, 'CONNECT_TIMEOUT'],
    ]);
  });

  test('a frozen link is replaced within pingInterval and pongTimeout', async () => {
    const w = socketWorld({ dialect: text(), heartbeat: { pingInterval: 1_000, pongTimeout: 500 } });
    w.transport.onPeer((peer) => peer.onMessage((frame) => frame === 'heart_beat' && peer.send('ok')));
    await w.advance(3_500);
    expect(w.told).toEqual([['open', 1]]);
    w.transport.freeze();
    await w.advance(1_500);
    expect(w.told.slice(1)).toEqual([['close', 0, 1006, '', false, 'PONG_TIMEOUT']]);
    w.transport.thaw();
    await w.advance(200);
    expect(w.told.at(-1)).toEqual(['open', 1]);
  });

  test('a fatal verdict is the end: CLOSED at its events, and nothing after it', async () => {
    const w = socketWorld();
    await w.advance(50);
    w.peer.close(1008, 'no');
    await w.advance(10_000);
    expect(w.told).toEqual([
      ['open', 1],
      ['close', 3, 1008, 'no', true, 'SOCKET_CLOSED'],
    ]);
    expect([w.socket.readyState, w.transport.dials]).toEqual([3, 1]);
  });

  test('the retry limit is the end', async () => {
    const { socket, told, advance, transport } = socketWorld({ maxRetries: 2 });
    transport.mode = 'refuse';
    await advance(10_000);
    expect(told).toEqual([
      ...failed,
      ...failed,
      ['error', 3, 'DIAL_FAILED'],
      ['close', 3, 1006, '', false, 'DIAL_FAILED'],
    ]);
    expect([transport.dials, socket.retryCount, socket.connection.status]).toEqual([3, 2, 'failed']);
  });

  test('binaryType is kept, and what arrives is what it says at that moment', async () => {
    const w = socketWorld();
    w.socket.binaryType = 'arraybuffer';
    await w.advance(50);
    w.peer.reset();
    await w.advance(200);
    w.peer.send(Uint8Array.of(1).buffer);
    await w.advance(50);
    expect([w.socket.binaryType, w.told.at(-1)]).toEqual([
      'arraybuffer',
      ['message', 1, Uint8Array.of(1).buffer],
    ]);
  });

  test('protocol is that of the link: empty while it dials, kept when CLOSED', async () => {
    const w = socketWorld({ protocols: ['chat'] });
    expect(w.socket.protocol).toBe('');
    await w.advance(50);
    const open = w.socket.protocol;
    w.peer.reset();
    await w.advance(106);
    const dialing = [w.socket.connection.status, w.socket.protocol];
    await w.advance(100);
    w.socket.close();
    await w.advance(100);
    expect([open, dialing, w.socket.protocol, w.socket.readyState]).toEqual([
      'chat',
      ['connecting', ''],
      'chat',
      3,
    ]);
  });
});

describe('url and protocols from functions', () => {
  test("url is '' until the first answer, then the normalised url of the last", async () => {
    const urls = ['http://one.test', 'wss://two.test/x?y'];
    const w = socketWorld({ url: async ({ number }) => urls[number] ?? '' });
    expect(w.socket.url).toBe('');
    await w.advance(50);
    const first = w.socket.url;
    w.peer.reset();
    await w.advance(200);
    expect([first, w.socket.url]).toEqual(['ws://one.test/', 'wss://two.test/x?y']);
  });

  test('a function that fails, or gives what is no url, is an attempt that failed', async () => {
    const answers = [
      () => Promise.reject(new Error('no token')),
      () => 'ftp://nowhere.test',
      () => 'ws://server.test/',
    ];
    const { told, advance } = socketWorld({ url: ({ number }) => answers[number]?.() ?? '' });
    await advance(400);
    const lost = [
      ['error', 0, 'PROVIDER_FAILED'],
      ['close', 0, 1006, '', false, 'PROVIDER_FAILED'],
    ];
    expect(told).toEqual([...lost, ...lost, ['open', 1]]);
  });

  test('protocols are asked for on each attempt, as a string, a list or null', async () => {
    const answers = ['a', ['b', 'c'], null];
    const w = socketWorld({ protocols: async ({ number }) => answers[number] });
    const offered: unknown[] = [];
    for (let link = 0; link < 3; link += 1) {
      await w.advance(150);
      offered.push(w.socket.protocol);
      w.peer.reset();
    }
    expect(offered).toEqual(['a', 'b', '']);
  });
});

describe('close()', () => {
  test('in OPEN: CLOSING at once, then the code that the server gave back', async () => {
    const { socket, told, advance, transport } = socketWorld();
    await advance(50);
    socket.close(4000, 'bye');
    expect(socket.readyState).toBe(2);
    await advance(50);
    expect(told).toEqual([
      ['open', 1],
      ['close', 3, 4000, 'bye', true, undefined],
    ]);
    expect(transport.peers[0]?.closedWith).toEqual(expect.objectContaining({ code: 4000, reason: 'bye' }));
  });

  test('in OPEN on a frozen link: unclean at closeTimeout', async () => {
    const { socket, told, advance, transport } = socketWorld({ closeTimeout: 300 });
    await advance(50);
    transport.freeze();
    socket.close(4000, 'bye');
    await advance(299);
    expect(socket.readyState).toBe(2);
    await advance(2);
    expect(told).toEqual([
      ['open', 1],
      ['close', 3, 1006, '', false, undefined],
    ]);
  });

  test('while it dials, and while it waits to retry: CLOSING at once, one error and one close, no socket left', async () => {
    for (const [mode, ms] of [
      ['hang', 20],
      ['refuse', 50],
    ] as const) {
      const { socket, told, advance, transport } = socketWorld();
      transport.mode = mode;
      await advance(ms);
      told.splice(0);
      socket.close(4000, 'bye');
      expect([socket.readyState, told]).toEqual([2, []]);
      await advance(10_000);
      expect(told).toEqual(gaveUp);
      expect([socket.readyState, transport.live]).toEqual([3, 0]);
    }
  });

  test('knows nothing of how an earlier link closed', async () => {
    const waiting = socketWorld();
    await waiting.advance(50);
    waiting.peer.close(4001, 'the first');
    await waiting.advance(20);
    waiting.socket.close();
    await waiting.advance(50);
    expect(waiting.told.slice(2)).toEqual(gaveUp);
    const frozen = socketWorld({ closeTimeout: 300 });
    await frozen.advance(50);
    frozen.peer.close(4001, 'the first');
    await frozen.advance(200);
    frozen.transport.freeze();
    frozen.socket.close();
    await frozen.advance(400);
    expect(frozen.told.slice(2)).toEqual([
      ['open', 1],
      ['close', 3, 1006, '', false, undefined],
    ]);
  });

  test('in the close event of a lost link: that was the last event', async () => {
    const w = socketWorld();
    w.socket.addEventListener('close', () => w.socket.close());
    await w.advance(50);
    w.peer.reset();
    await w.advance(10_000);
    expect(w.told).toEqual([['open', 1], gone]);
    expect([w.socket.readyState, w.transport.dials]).toEqual([3, 1]);
  });

  test('in the error event of an attempt: its close is the last event, and CLOSED', async () => {
    const { socket, told, advance, transport } = socketWorld();
    transport.mode = 'refuse';
    socket.addEventListener('error', () => socket.close());
    await advance(10_000);
    expect(told).toEqual([
      ['error', 0, 'DIAL_FAILED'],
      ['close', 3, 1006, '', false, 'DIAL_FAILED'],
    ]);
  });

  test('by an AbortSignal is a close like another; a socket made with one that has aborted is CLOSED from the start', async () => {
    const controller = new AbortController();
    const { socket, told, advance } = socketWorld({ signal: controller.signal });
    await advance(50);
    controller.abort();
    expect(socket.readyState).toBe(2);
    await advance(50);
    expect(told).toEqual([
      ['open', 1],
      ['close', 3, 1005, '', true, undefined],
    ]);
    const late = socketWorld({ signal: controller.signal });
    await late.advance(10_000);
    expect([late.socket.readyState, late.told, late.transport.dials]).toEqual([3, [], 0]);
  });
});

describe('reconnect()', () => {
  test('when OPEN gives the link up and dials at once', async () => {
    const { socket, told, advance, transport } = socketWorld();
    await advance(50);
    socket.reconnect();
    expect([socket.readyState, told.length]).toEqual([0, 1]);
    await advance(20);
    expect(told).toEqual([
      ['open', 1],
      ['close', 0, 1006, '', false, 'SUPERSEDED'],
      ['open', 1],
    ]);
    expect([transport.live, transport.dials]).toEqual([1, 2]);
  });

  test('with a code, as in reconnecting-websocket, tells the server so', async () => {
    const { socket, told, advance, transport } = socketWorld();
    await advance(50);
    socket.reconnect(4000, 'switch');
    await advance(50);
    expect(told).toEqual([
      ['open', 1],
      ['close', 0, 1006, '', false, 'SUPERSEDED'],
      ['open', 1],
    ]);
    expect(transport.peers[0]?.closedWith).toEqual(expect.objectContaining({ code: 4000, reason: 'switch' }));
  });

  test.each(['CLOSED by close()', 'CLOSED by the retry limit', 'never started', 'waiting to retry'])(
    'dials at once when %s',
    async (state) => {
      const w = socketWorld({
        maxRetries: state === 'CLOSED by the retry limit' ? 0 : 5,
        startClosed: state === 'never started',
      });
      if (/limit|retry/.test(state)) w.transport.mode = 'refuse';
      await w.advance(50);
      if (state === 'CLOSED by close()') w.socket.close();
      await w.advance(45);
      expect(w.socket.readyState).toBe(state === 'waiting to retry' ? 0 : 3);
      w.transport.mode = 'accept';
      w.told.splice(0);
      w.socket.reconnect();
      expect([w.socket.readyState, w.socket.retryCount]).toEqual([0, 0]);
      await w.advance(20);
      expect(w.told).toEqual([['open', 1]]);
    },
  );

  test('and close() in one breath: the old link ends, the new one never opens', async () => {
    const { socket, told, advance, transport } = socketWorld();
    await advance(50);
    socket.reconnect();
    socket.close();
    expect(socket.readyState).toBe(2);
    await advance(10_000);
    expect(told).toEqual([['open', 1], ['close', 2, 1006, '', false, 'SUPERSEDED'], ...gaveUp]);
    expect([socket.readyState, transport.live, faultsOf(told)]).toEqual([3, 0, []]);
  });
});

describe('send()', () => {
  test('queues while CONNECTING, in order, and across links; bufferedAmount counts the bytes of UTF-8', async () => {
    const w = socketWorld();
    const heard: unknown[] = [];
    w.transport.onPeer((peer) => peer.onMessage((data) => heard.push(data)));
    w.socket.send('ü');
    w.socket.send(new ArrayBuffer(3));
    w.socket.send(new Blob(['abcd']));
    expect(w.socket.bufferedAmount).toBe(9);
    await w.advance(50);
    expect([heard.length, heard[0], w.socket.bufferedAmount]).toEqual([3, 'ü', 0]);
    w.peer.reset();
    await w.advance(20);
    w.socket.send('later');
    await w.advance(200);
    expect(heard.at(-1)).toBe('later');
  });

  test('what the queue has no room for is told by a drop event, and connection.send() answers', async () => {
    const { socket, told, advance } = socketWorld({ maxEnqueuedMessages: 1 });
    socket.send('a');
    socket.send('b');
    expect(socket.connection.send('c')).toBe('refused');
    await advance(50);
    expect(told).toEqual([
      ['drop', 0, 'b', 'overflow'],
      ['drop', 0, 'c', 'overflow'],
      ['open', 1],
    ]);
  });

  test('with outbox: false throws while CONNECTING, first dial and retries alike', async () => {
    const w = socketWorld({ outbox: false });
    const refusal = expect.objectContaining({ name: 'InvalidStateError' });
    expect(() => w.socket.send('x')).toThrow(refusal);
    await w.advance(50);
    w.socket.send('x');
    w.peer.reset();
    await w.advance(20);
    expect(() => w.socket.send('x')).toThrow(refusal);
    expect(w.told.map(([type]) => type)).toEqual(['open', 'close']);
  });

  test('what waits at the end is dropped before the close event, and stays in bufferedAmount', async () => {
    const { socket, told, advance, transport } = socketWorld();
    transport.mode = 'refuse';
    await advance(50);
    told.splice(0);
    socket.send('€');
    socket.close();
    await advance(50);
    expect(told).toEqual([['drop', 2, '€', 'closed'], ...gaveUp]);
    socket.send('xy');
    await advance(50);
    expect([socket.bufferedAmount, told.length]).toEqual([5, 3]);
    transport.mode = 'accept';
    socket.reconnect();
    await advance(50);
    expect(socket.bufferedAmount).toBe(0);
  });

  test('what waits when a verdict is fatal is dropped before the close event', async () => {
    const w = socketWorld({ retry: { verdict: ({ wasOpen }) => (wasOpen ? undefined : 'fatal') } });
    w.transport.mode = 'refuse';
    w.socket.send('x');
    await w.advance(50);
    expect(w.told.map(([type, state]) => [type, state])).toEqual([
      ['drop', 2],
      ['error', 3],
      ['close', 3],
    ]);
  });
});

describe('a single link (maxRetries: 0)', () => {
  test('ends at the first loss, whatever the close says', async () => {
    for (const code of [1000, 1001, 1012, 4000]) {
      const w = socketWorld({ maxRetries: 0 });
      await w.advance(50);
      w.peer.close(code);
      await w.advance(60_000);
      expect(w.told).toEqual([
        ['open', 1],
        ['close', 3, code, '', true, 'SOCKET_CLOSED'],
      ]);
      expect(w.transport.dials).toBe(1);
    }
  });

  test('ends also while there is no network, and does not come back with it', async () => {
    const w = socketWorld({ maxRetries: 0 });
    await w.advance(50);
    w.environment.signal('offline');
    w.peer.reset();
    await w.advance(100);
    w.environment.signal('online');
    await w.advance(120_000);
    expect([w.socket.readyState, w.transport.dials]).toEqual([3, 1]);
  });

  test('ends when the page comes back from the cache: whose it is has its own way to come back', async () => {
    const w = socketWorld({ maxRetries: 0 });
    await w.advance(50);
    w.environment.signal('restored');
    await w.advance(60_000);
    expect(w.told).toEqual([
      ['open', 1],
      ['close', 3, 1006, '', false, 'SUPERSEDED'],
    ]);
    expect([w.transport.dials, w.transport.live]).toEqual([1, 0]);
  });

  test('keeps its liveness and its connect deadline', async () => {
    const frozen = socketWorld({
      maxRetries: 0,
      dialect: text(),
      heartbeat: { pingInterval: 1_000, pongTimeout: 500 },
    });
    await frozen.advance(50);
    frozen.transport.freeze();
    await frozen.advance(1_500);
    expect(frozen.told).toEqual([
      ['open', 1],
      ['close', 3, 1006, '', false, 'PONG_TIMEOUT'],
    ]);
    const hanging = socketWorld({ maxRetries: 0, connectionTimeout: 200 });
    hanging.transport.mode = 'hang';
    await hanging.advance(250);
    expect(hanging.told.at(-1)).toEqual(['close', 3, 1006, '', false, 'CONNECT_TIMEOUT']);
  });

  test('keeps a verdict of done, which closes', async () => {
    const w = socketWorld({ retry: { limit: 0, verdict: ({ code }) => (code === 1000 ? 'done' : 'retry') } });
    await w.advance(50);
    w.peer.close(1000);
    await w.advance(1_000);
    expect([w.told.at(-1), w.socket.connection.status]).toEqual([
      ['close', 3, 1000, '', true, 'SOCKET_CLOSED'],
      'closed',
    ]);
  });
});

describe('retries on top of retries', () => {
  afterEach(() => vi.restoreAllMocks());

  test('a second socket for a url that one still retries is warned of, a second one for an open url is not', async () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const first = socketWorld({ url: 'ws://stacked.test/' });
    await first.advance(50);
    socketWorld({ url: 'ws://stacked.test/' }).socket.close();
    expect(warn).not.toHaveBeenCalled();
    first.peer.reset();
    await first.advance(20);
    socketWorld({ url: 'ws://other.test/' }).socket.close();
    expect(warn).not.toHaveBeenCalled();
    socketWorld({ url: 'ws://stacked.test/' }).socket.close();
    expect(warn.mock.calls).toEqual([[expect.stringContaining('maxRetries: 0')]]);
    first.socket.close();
  });

  test('one that was closed while it retried is not counted', async () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const first = socketWorld({ url: 'ws://left.test/' });
    first.transport.mode = 'refuse';
    await first.advance(50);
    first.socket.close();
    socketWorld({ url: 'ws://left.test/' }).socket.close();
    expect(warn).not.toHaveBeenCalled();
  });
});

test('without a WebSocket on the platform the constructor throws, and says what to do', () => {
  vi.stubGlobal('WebSocket', undefined);
  expect(() => new ReconnectingWebSocket('ws://server.test/')).toThrow(
    expect.objectContaining({ code: 'ERR_HEARTWIRE_NO_WEBSOCKET' }),
  );
  vi.unstubAllGlobals();
});
