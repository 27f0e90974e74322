import { describe, expect, test, vi } from 'vitest';
import { memoryTransport } from '../../src/adapters/memory.ts';
import { virtualEnvironment } from '../../src/adapters/virtual-environment.ts';
import { type ConnectionOptions, createConnection, OptionError } from '../../src/index.ts';
import { world } from '../support/world.ts';

const environment = virtualEnvironment();
const transport = memoryTransport({ environment });
const mute = memoryTransport({ environment, controlFrames: false });
const good = { url: 'ws://server.test/', environment, transport, autoConnect: false };

const serverLed = {
  name: 'serverLed',
  beat: { leads: 'server', life: 'any' },
  session: () => ({ read: () => {} }),
  write: (message: string) => message,
};
const needsFrames = {
  ...serverLed,
  name: 'needsFrames',
  beat: { leads: 'transport' },
  requiresControlFrames: true,
};

const TIME = 'ERR_HEARTWIRE_INVALID_TIME';
const OPTION = 'ERR_HEARTWIRE_INVALID_OPTION';
const UNKNOWN = 'ERR_HEARTWIRE_UNKNOWN_OPTION';
const URL_CODE = 'ERR_HEARTWIRE_INVALID_URL';
const PROTOCOLS = 'ERR_HEARTWIRE_INVALID_PROTOCOLS';
const MISSING = 'ERR_HEARTWIRE_MISSING_OPTION';
const NO_PING = 'ERR_HEARTWIRE_NO_PING';

const times = ['connectTimeout', 'closeTimeout', 'probeTimeout', 'offlineRetry'] as const;
const notTimes = [-1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31, '100', null, {}] as const;

const cases: [options: object, code: string, option: string][] = [
  [{ ulr: 'ws://x/' }, UNKNOWN, 'ulr'],
  [{ heartbeat: { interval: 5 } }, UNKNOWN, 'heartbeat.interval'],
  [{ retry: { max: 5 } }, UNKNOWN, 'retry.max'],
  [{ outbox: { size: 5 } }, UNKNOWN, 'outbox.size'],
  [{ toString: 1 }, UNKNOWN, 'toString'],
  [{ ['__proto__']: 1 }, UNKNOWN, '__proto__'],
  [{ constructor: 1 }, UNKNOWN, 'constructor'],
  ...times.flatMap((name) =>
    notTimes.map((value): [object, string, string] => [{ [name]: value }, TIME, name]),
  ),
  ...(['connectTimeout', 'probeTimeout', 'offlineRetry'] as const).map((name): [object, string, string] => [
    { [name]: 0 },
    TIME,
    name,
  ]),
  ...[0, ...notTimes].flatMap((value): [object, string, string][] => [
    [{ heartbeat: { pingInterval: value, pongTimeout: 5 } }, TIME, 'heartbeat.pingInterval'],
    [{ heartbeat: { pingInterval: 5, pongTimeout: value } }, TIME, 'heartbeat.pongTimeout'],
  ]),
  [{ heartbeat: { pingInterval: 5 } }, MISSING, 'heartbeat.pongTimeout'],
  [{ heartbeat: { keepAlive: 'sometimes' } }, OPTION, 'heartbeat.keepAlive'],
  [{ heartbeat: true }, OPTION, 'heartbeat'],
  [{ heartbeat: null }, OPTION, 'heartbeat'],
  [{ heartbeat: { pingInterval: 5, pongTimeout: 5 }, transport: mute }, NO_PING, 'heartbeat'],
  [{ heartbeat: { keepAlive: 'always' }, dialect: serverLed }, NO_PING, 'heartbeat'],
  [{ dialect: needsFrames, transport: mute }, NO_PING, 'heartbeat'],
  [{ retry: { limit: -1 } }, OPTION, 'retry.limit'],
  [{ retry: { limit: Number.NaN } }, OPTION, 'retry.limit'],
  [{ retry: { stableAfter: -1 } }, TIME, 'retry.stableAfter'],
  [{ retry: { verdict: 'fatal' } }, OPTION, 'retry.verdict'],
  [{ retry: 5 }, OPTION, 'retry'],
  [{ outbox: { maxMessages: -1 } }, OPTION, 'outbox.maxMessages'],
  [{ outbox: { maxBytes: '1' } }, OPTION, 'outbox.maxBytes'],
  [{ outbox: { overflow: 'drop-newest' } }, OPTION, 'outbox.overflow'],
  [{ outbox: { ttl: 0 } }, TIME, 'outbox.ttl'],
  [{ outbox: true }, OPTION, 'outbox'],
  [{ backoff: 1_000 }, OPTION, 'backoff'],
  [{ transport: {} }, OPTION, 'transport'],
  [{ transport: null }, OPTION, 'transport'],
  [{ dialect: 'text' }, OPTION, 'dialect'],
  [{ environment: {} }, OPTION, 'environment'],
  [{ autoConnect: 'yes' }, OPTION, 'autoConnect'],
  [{ signal: {} }, OPTION, 'signal'],
  [{ url: undefined }, MISSING, 'url'],
  [{ url: '' }, URL_CODE, 'url'],
  [{ url: 'not a url' }, URL_CODE, 'url'],
  [{ url: '/relative' }, URL_CODE, 'url'],
  [{ url: 'ftp://server.test/' }, URL_CODE, 'url'],
  [{ url: 'wss://server.test/#part' }, URL_CODE, 'url'],
  [{ url: 'wss://server.test/#' }, URL_CODE, 'url'],
  [{ url: new URL('file:///etc/passwd') }, URL_CODE, 'url'],
  [{ protocols: ['a', 'a'] }, PROTOCOLS, 'protocols'],
  [{ protocols: ['a b'] }, PROTOCOLS, 'protocols'],
  [{ protocols: [''] }, PROTOCOLS, 'protocols'],
  [{ protocols: '' }, PROTOCOLS, 'protocols'],
  [{ protocols: [5] }, PROTOCOLS, 'protocols'],
];

const thrownBy = (act: () => unknown): unknown => {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
};

describe('createConnection refuses at once', () => {
  test.each(cases)('%o', (options, code, option) => {
    const error = thrownBy(() => createConnection({ ...good, ...options } as unknown as ConnectionOptions));
    expect(error).toBeInstanceOf(OptionError);
    expect(error).toMatchObject({ name: 'OptionError', code, option });
    expect((error as Error).message).toMatch(new RegExp(`^${option.replace('.', '\\.')}: .{8,}`));
  });

  test.each([[undefined], [null], ['ws://server.test/'], [5]])('options that are %o', (options) => {
    const error = thrownBy(() => createConnection(options as unknown as ConnectionOptions));
    expect(error).toBeInstanceOf(OptionError);
  });

  test('a platform without WebSocket, and says which import to use', () => {
    vi.stubGlobal('WebSocket', undefined);
    const error = thrownBy(() => createConnection({ url: 'ws://server.test/', autoConnect: false }));
    vi.unstubAllGlobals();
    expect(error).toMatchObject({ code: 'ERR_HEARTWIRE_NO_WEBSOCKET' });
    expect((error as Error).message).toContain("import { ws } from 'heartwire/ws'");
  });

  test('nothing that is right', () => {
    const right: object[] = [
      {},
      { heartbeat: false },
      { heartbeat: {} },
      { heartbeat: { pongTimeout: 5 } },
      { heartbeat: undefined, outbox: undefined, retry: undefined, connectTimeout: undefined },
      { outbox: false },
      { outbox: { maxMessages: Infinity, maxBytes: Infinity, ttl: Infinity, overflow: 'drop-oldest' } },
      { retry: { limit: 0, stableAfter: 0 } },
      { retry: { limit: Infinity } },
      { closeTimeout: 0 },
      { url: 'https://user:pass@server.test:8080/a?b=c' },
      { url: new URL('http://server.test') },
      { protocols: [] },
      { protocols: ['graphql-transport-ws', 'a.b'] },
      { protocols: 'one' },
      { transport: mute },
      { transport: mute, heartbeat: false },
    ];
    for (const options of right) createConnection({ ...good, ...options } as unknown as ConnectionOptions);
  });
});

describe('close() refuses at once', () => {
  test.each([
    [1001, undefined, 'ERR_HEARTWIRE_INVALID_CLOSE_CODE'],
    [1005, undefined, 'ERR_HEARTWIRE_INVALID_CLOSE_CODE'],
    [999, undefined, 'ERR_HEARTWIRE_INVALID_CLOSE_CODE'],
    [2999, undefined, 'ERR_HEARTWIRE_INVALID_CLOSE_CODE'],
    [5000, undefined, 'ERR_HEARTWIRE_INVALID_CLOSE_CODE'],
    [3000.5, undefined, 'ERR_HEARTWIRE_INVALID_CLOSE_CODE'],
    [Number.NaN, undefined, 'ERR_HEARTWIRE_INVALID_CLOSE_CODE'],
    [1000, 'x'.repeat(124), 'ERR_HEARTWIRE_INVALID_CLOSE_REASON'],
    [1000, '€'.repeat(42), 'ERR_HEARTWIRE_INVALID_CLOSE_REASON'],
  ])('%d with %o, and has no effect', async (code, reason, wanted) => {
    const w = world();
    await w.advance(50);
    expect(thrownBy(() => w.connection.close(code, reason))).toMatchObject({ code: wanted });
    expect(w.connection.status).toBe('open');
  });

  test('what it refuses by the name of the argument and with a sentence that says what would be right', () => {
    const w = world();
    expect(thrownBy(() => w.connection.close(1001))).toMatchObject({
      option: 'code',
      value: 1001,
      message: 'code: 1001 is neither 1000 nor from 3000 to 4999',
    });
    const reason = '€'.repeat(42);
    expect(thrownBy(() => w.connection.close(1000, reason))).toMatchObject({
      option: 'reason',
      value: reason,
      message: 'reason: 126 UTF-8 bytes are more than 123',
    });
  });

  test.each([
    [1000, ''],
    [3000, '€'.repeat(41)],
    [4999, 'x'.repeat(123)],
  ])('not %d with %o', async (code, reason) => {
    const w = world();
    await w.advance(50);
    w.connection.close(code, reason);
    await w.advance(50);
    expect(w.peer.closedWith).toEqual({ code, reason });
  });
});

test.each([[undefined], [null], [5], [{}], [[]]])('send() of %o by raw() throws by name', (message) => {
  const w = world();
  expect(thrownBy(() => w.connection.send(message as never))).toMatchObject({
    code: 'ERR_HEARTWIRE_INVALID_MESSAGE',
  });
});
