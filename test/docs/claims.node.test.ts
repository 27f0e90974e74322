import { afterEach, describe, expect, test, vi } from 'vitest';
import { PING_INTERVAL, PONG_TIMEOUT } from '../../src/defaults.ts';
import { raw, text } from '../../src/dialects/index.ts';
import { textWorld, world } from '../support/world.ts';

/** What the documents say and no other test holds. */

const HOUR = 3_600_000;

afterEach(() => vi.unstubAllGlobals());

describe('raw() where there are no ping frames, as in a browser', () => {
  test('asks for no sign of life: a link that freezes stays open', async () => {
    const w = world({ dialect: raw(), controlFrames: false });
    await w.advance(100);
    w.transport.freeze();
    w.environment.signal('online');
    await w.advance(HOUR);
    expect([w.connection.status, w.of('lost')]).toEqual(['open', []]);
  });

  test('so does a text dialect that is told to have no heartbeat', async () => {
    const w = world({ dialect: text(), heartbeat: false, controlFrames: false });
    await w.advance(100);
    w.transport.freeze();
    await w.advance(HOUR);
    expect([w.connection.status, w.of('lost')]).toEqual(['open', []]);
  });
});

test('without options the heartbeat has the times of the table', async () => {
  const w = world({ dialect: text(), latency: 0 });
  await w.advance(1);
  w.transport.freeze();
  await w.advance(PING_INTERVAL - 2);
  expect(w.connection.status).toBe('open');
  await w.advance(1);
  expect(w.connection.status).toBe('awaiting-pong');
  await w.advance(PONG_TIMEOUT);
  expect(w.of('lost').map(({ silence }) => silence)).toEqual([PING_INTERVAL + PONG_TIMEOUT]);
});

test('what a dead link took with it is not sent again', async () => {
  const w = textWorld({ backoff: () => 100 });
  await w.advance(100);
  w.transport.freeze();
  expect(w.connection.send('into the void')).toBe('sent');
  await w.advance(1_500);
  w.transport.thaw();
  await w.advance(500);
  expect(w.connection.status).toBe('open');
  expect(w.transport.dials).toBe(2);
  expect(w.peer.received.filter((frame) => frame !== 'heart_beat')).toEqual([]);
});

test("a relative url takes the page's location", async () => {
  vi.stubGlobal('location', { href: 'https://app.test/rooms/1?x=2#y' });
  const w = world({ url: '../socket?room=1' });
  await w.advance(20);
  expect(w.peer.url).toBe('wss://app.test/socket?room=1');
});

describe('a dialect with times of its own', () => {
  const dialect = {
    ...text(),
    beat: { leads: 'client', life: 'any', times: { pingInterval: 700, pongTimeout: 300 } },
  } as const;
  const silenceOf = async (options: Parameters<typeof world>[0]) => {
    const w = world({ latency: 0, dialect, ...options } as Parameters<typeof world>[0]);
    await w.advance(1);
    w.transport.freeze();
    await w.advance(60_000);
    return w.of('lost')[0]?.silence;
  };

  test('beats by them', async () => {
    expect(await silenceOf({})).toBe(1_000);
  });

  test('and the option wins over them', async () => {
    expect(await silenceOf({ heartbeat: { pingInterval: 2_000, pongTimeout: 500 } })).toBe(2_500);
  });
});

test('every open is followed by exactly one lost or closed, whoever ended the link', async () => {
  const w = textWorld({ backoff: () => 100 });
  await w.advance(100);
  w.connection.reconnect();
  await w.advance(100);
  w.environment.signal('restored');
  await w.advance(100);
  w.peer.reset();
  await w.advance(200);
  await Promise.all([w.connection.close(), w.advance(20)]);
  const ends = w.events.filter(([name]) => ['open', 'lost', 'closed'].includes(name));
  expect(ends.map(([name, event]) => [name, (event as { cause?: { code: string } }).cause?.code])).toEqual([
    ['open', undefined],
    ['lost', 'ERR_HEARTWIRE_SUPERSEDED'],
    ['open', undefined],
    ['lost', 'ERR_HEARTWIRE_SUPERSEDED'],
    ['open', undefined],
    ['lost', 'ERR_HEARTWIRE_SOCKET_CLOSED'],
    ['open', undefined],
    ['closed', undefined],
  ]);
});

test('url, subprotocols and first frames are asked for together, before the dial', async () => {
  const asked: string[] = [];
  const slowly =
    <T>(name: string, value: T) =>
    async () => {
      asked.push(name);
      await new Promise((resolve) => w.environment.setTimeout(() => resolve(undefined), 100));
      return value;
    };
  const w: ReturnType<typeof world> = world({
    autoConnect: false,
    url: slowly('url', 'ws://server.test/'),
    protocols: slowly('protocols', ['a']),
    dialect: { ...raw(), session: (role) => ({ ...raw().session(role), hello: slowly('hello', ['first']) }) },
  });
  w.connection.connect();
  await w.advance(99);
  expect([asked.sort(), w.transport.dials]).toEqual([['hello', 'protocols', 'url'], 0]);
  await w.advance(50);
  expect([w.transport.dials, w.peer.received]).toEqual([1, ['first']]);
});

test('a refused message gives a drop as well', async () => {
  const w = world({ autoConnect: false, outbox: { maxMessages: 0 } });
  expect(w.connection.send('one too many')).toBe('refused');
  expect(w.of('drop')).toEqual([{ message: 'one too many', reason: 'overflow', key: undefined }]);
});
