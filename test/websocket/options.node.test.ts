import { describe, expect, test, vi } from 'vitest';
import { constant } from '../../src/backoff/index.ts';
import { connectionOptions } from '../../src/websocket/options.ts';
import { ReconnectingWebSocket, type ReconnectingWebSocketOptions } from '../../src/websocket.ts';
import { socketWorld } from './support/socket-world.ts';

class FakeSocket extends EventTarget {
  static made: unknown[][] = [];
  constructor(...args: unknown[]) {
    super();
    FakeSocket.made.push(args);
  }
  close() {}
}

const ours = (options: ReconnectingWebSocketOptions) => connectionOptions(options)[0];

/** Delays of a backoff before the retries from 1 on, at this chance. */
const waits = (options: ReconnectingWebSocketOptions, chance: number, count = 12) =>
  Array.from({ length: count }, (_, index) =>
    ours(options).backoff?.({
      attempt: index + 1,
      previous: 0,
      cause: new Error('loss') as never,
      random: () => chance,
    }),
  );

/** Theirs, and what it is among ours. */
const translations: readonly (readonly [theirs: ReconnectingWebSocketOptions, ours: object])[] = [
  [{ connectionTimeout: 4_000 }, { connectTimeout: 4_000 }],
  [{ minUptime: 7 }, { retry: expect.objectContaining({ stableAfter: 7 }) }],
  [{ maxRetries: 3 }, { retry: expect.objectContaining({ limit: 3 }) }],
  [{ maxRetries: Infinity }, { retry: expect.objectContaining({ limit: Infinity }) }],
  [{ maxEnqueuedMessages: 5 }, { outbox: { maxMessages: 5, maxBytes: Infinity } }],
  [{ maxEnqueuedMessages: Infinity }, { outbox: { maxMessages: Infinity, maxBytes: Infinity } }],
  [{ startClosed: true }, { autoConnect: false }],
  [{ startClosed: false }, { autoConnect: true }],
  [
    { maxRetries: 3, retry: { stableAfter: 9 } },
    { retry: expect.objectContaining({ limit: 3, stableAfter: 9 }) },
  ],
  [
    {},
    {
      outbox: undefined,
      backoff: undefined,
      connectTimeout: undefined,
      autoConnect: undefined,
      transport: undefined,
    },
  ],
];

describe('the options that people already write', () => {
  test.each(translations)('%o', (theirs, expected) => {
    expect(ours(theirs)).toEqual(expect.objectContaining(expected));
  });

  test('WebSocket is the class that dials', async () => {
    FakeSocket.made = [];
    const socket = new ReconnectingWebSocket('ws://server.test/x', 'chat', { WebSocket: FakeSocket });
    await Promise.resolve();
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(FakeSocket.made).toEqual([['ws://server.test/x', ['chat']]]);
    socket.close();
  });

  test('startClosed is CLOSED, queues what is sent, and dials at reconnect()', async () => {
    const w = socketWorld({ startClosed: true });
    const heard: unknown[] = [];
    w.transport.onPeer((peer) => peer.onMessage((data) => heard.push(data)));
    w.socket.send('x');
    await w.advance(60_000);
    expect([w.socket.readyState, w.transport.dials, w.told]).toEqual([3, 0, []]);
    w.socket.reconnect();
    await w.advance(50);
    expect([w.socket.readyState, heard, w.told]).toEqual([1, ['x'], [['open', 1]]]);
  });

  test('startClosed and close(): nothing to tell', async () => {
    const w = socketWorld({ startClosed: true });
    w.socket.close();
    await w.advance(1_000);
    expect([w.socket.readyState, w.told]).toEqual([3, []]);
  });

  test('minUptime gives the retries back when a link was open so long', async () => {
    const w = socketWorld({ minUptime: 1_000 });
    w.transport.mode = 'refuse';
    await w.advance(50);
    w.transport.mode = 'accept';
    await w.advance(1_000);
    const before = w.socket.retryCount;
    await w.advance(200);
    expect([before, w.socket.retryCount]).toEqual([1, 0]);
  });
});

describe('the delays', () => {
  test('grow from the least by the factor, up to the longest; a step of chance on top', () => {
    const options = {
      minReconnectionDelay: 100,
      maxReconnectionDelay: 1_000,
      reconnectionDelayGrowFactor: 2,
    };
    expect(waits(options, 0, 6)).toEqual([100, 200, 400, 500, 500, 500]);
    expect(waits(options, 1, 6)).toEqual([200, 400, 800, 1_000, 1_000, 1_000]);
  });

  test.each([
    [{ minReconnectionDelay: 500 }, 500, 10_000],
    [{ maxReconnectionDelay: 20_000 }, 3_000, 20_000],
    [{ maxReconnectionDelay: 1_000 }, 1_000, 1_000],
    [{ reconnectionDelayGrowFactor: 3 }, 3_000, 10_000],
    [{ minReconnectionDelay: 5_000, maxReconnectionDelay: 1_000 }, 1_000, 1_000],
    [{ minReconnectionDelay: 700, maxReconnectionDelay: 700 }, 700, 700],
    [{ minReconnectionDelay: 0 }, 0, 0],
  ] as const)('with %o stay within %i and %i', (options, least, most) => {
    const all = [0, 0.5, 0.999].flatMap((chance) => waits(options, chance, 3_000)) as number[];
    expect([Math.min(...all), Math.max(...all) <= most, Math.max(...all) >= most * 0.99]).toEqual([
      least,
      true,
      true,
    ]);
  });

  test('with a factor of 1 are the same each time', () => {
    expect(waits({ minReconnectionDelay: 250, reconnectionDelayGrowFactor: 1 }, 0.7, 3)).toEqual([
      250, 250, 250,
    ]);
  });

  test('are waited for', async () => {
    const w = socketWorld({ minReconnectionDelay: 400, maxReconnectionDelay: 400 });
    w.transport.mode = 'refuse';
    await w.advance(1_000);
    expect(w.told.filter(([type]) => type === 'error').length).toBe(3);
  });
});

describe('shouldReconnectOnClose', () => {
  test('is given the close, and false ends it', async () => {
    const asked: CloseEvent[] = [];
    const w = socketWorld({
      shouldReconnectOnClose(event) {
        asked.push(event);
        return event.code !== 4000;
      },
    });
    await w.advance(50);
    w.peer.close(4001, 'again');
    await w.advance(300);
    w.peer.close(4000, 'enough');
    await w.advance(60_000);
    expect(asked.map(({ type, code, reason, wasClean }) => [type, code, reason, wasClean])).toEqual([
      ['close', 4001, 'again', true],
      ['close', 4000, 'enough', true],
    ]);
    expect(w.told.slice(2)).toEqual([
      ['open', 1],
      ['close', 3, 4000, 'enough', true, 'SOCKET_CLOSED'],
    ]);
    expect(w.transport.dials).toBe(2);
  });

  test('that says true also reconnects after a code that is fatal by itself', async () => {
    const w = socketWorld({ shouldReconnectOnClose: () => true });
    await w.advance(50);
    w.peer.close(1008);
    await w.advance(300);
    expect(w.told.at(-1)).toEqual(['open', 1]);
  });
});

describe('debug', () => {
  test('tells debugLogger of status, losses and retries, and of no message', async () => {
    const log = vi.fn();
    const w = socketWorld({ debug: true, debugLogger: log, url: 'ws://server.test/?token=secret' });
    w.socket.send('secret');
    await w.advance(50);
    w.peer.reset();
    await w.advance(20);
    expect(log.mock.calls.map(([name, { status }]) => status ?? name)).toEqual([
      'connecting',
      'open',
      'backoff',
      'lost',
      'retry',
    ]);
    expect(JSON.stringify(log.mock.calls)).not.toContain('secret');
  });

  test('goes to the console by default, and nothing does without it', async () => {
    const log = vi.spyOn(console, 'log').mockReturnValue();
    await socketWorld({ debugLogger: undefined }).advance(50);
    expect(log).not.toHaveBeenCalled();
    await socketWorld({ debug: true }).advance(50);
    expect(log).toHaveBeenCalledTimes(2);
    log.mockRestore();
  });
});

/** What is refused at once, by its own name. */
const refused: readonly (readonly [options: object, code: string, option: string])[] = [
  [{ minReconnectDelay: 1 }, 'UNKNOWN_OPTION', 'minReconnectDelay'],
  [{ url: 'ws://x' }, 'UNKNOWN_OPTION', 'url'],
  [{ protocols: [] }, 'UNKNOWN_OPTION', 'protocols'],
  [{ retry: { limits: 1 } }, 'UNKNOWN_OPTION', 'retry.limits'],
  [{ connectionTimeout: 0 }, 'INVALID_TIME', 'connectionTimeout'],
  [{ connectionTimeout: Number.NaN }, 'INVALID_TIME', 'connectionTimeout'],
  [{ minUptime: -1 }, 'INVALID_TIME', 'minUptime'],
  [{ minReconnectionDelay: -1 }, 'INVALID_TIME', 'minReconnectionDelay'],
  [{ maxReconnectionDelay: Infinity }, 'INVALID_TIME', 'maxReconnectionDelay'],
  [{ reconnectionDelayGrowFactor: 0.5 }, 'INVALID_OPTION', 'reconnectionDelayGrowFactor'],
  [{ reconnectionDelayGrowFactor: '2' }, 'INVALID_OPTION', 'reconnectionDelayGrowFactor'],
  [{ maxRetries: -1 }, 'INVALID_OPTION', 'maxRetries'],
  [{ maxRetries: '3' }, 'INVALID_OPTION', 'maxRetries'],
  [{ maxEnqueuedMessages: Number.NaN }, 'INVALID_OPTION', 'maxEnqueuedMessages'],
  [{ startClosed: 'yes' }, 'INVALID_OPTION', 'startClosed'],
  [{ WebSocket: {} }, 'INVALID_OPTION', 'WebSocket'],
  [{ debug: 1 }, 'INVALID_OPTION', 'debug'],
  [{ debugLogger: 'console' }, 'INVALID_OPTION', 'debugLogger'],
  [{ shouldReconnectOnClose: true }, 'INVALID_OPTION', 'shouldReconnectOnClose'],
  [{ transport: {} }, 'INVALID_OPTION', 'transport'],
  [{ retry: 5 }, 'INVALID_OPTION', 'retry'],
  [{ heartbeat: { pingInterval: 5 } }, 'MISSING_OPTION', 'heartbeat.pongTimeout'],
  [{ connectionTimeout: 1, connectTimeout: 1 }, 'INVALID_OPTION', 'connectTimeout'],
  [{ startClosed: true, autoConnect: true }, 'INVALID_OPTION', 'autoConnect'],
  [{ WebSocket: FakeSocket, transport: { open() {} } }, 'INVALID_OPTION', 'transport'],
  [{ maxEnqueuedMessages: 1, outbox: false }, 'INVALID_OPTION', 'outbox'],
  [{ minReconnectionDelay: 1, backoff: constant(1) }, 'INVALID_OPTION', 'backoff'],
  [{ maxRetries: 1, retry: { limit: 1 } }, 'INVALID_OPTION', 'retry.limit'],
  [{ minUptime: 1, retry: { stableAfter: 1 } }, 'INVALID_OPTION', 'retry.stableAfter'],
  [
    { shouldReconnectOnClose: () => true, retry: { verdict: () => 'done' } },
    'INVALID_OPTION',
    'retry.verdict',
  ],
];

describe('what is refused', () => {
  test.each(refused)('%o', (options, code, option) => {
    const make = () =>
      new ReconnectingWebSocket('ws://server.test/', [], { WebSocket: FakeSocket, ...options } as object);
    const bare = () => new ReconnectingWebSocket('ws://server.test/', [], options as object);
    expect('transport' in options || 'WebSocket' in options ? bare : make).toThrow(
      expect.objectContaining({ code: `ERR_HEARTWIRE_${code}`, option }),
    );
  });

  test('an unknown option is told of all that there are, of both kinds', () => {
    const make = () =>
      new ReconnectingWebSocket('ws://server.test/', [], { webSocket: FakeSocket } as object);
    expect(make).toThrow(/webSocket.*WebSocket.*transport/);
  });
});
