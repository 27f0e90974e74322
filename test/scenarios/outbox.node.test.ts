import { getEventListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import { virtualEnvironment } from '../../src/adapters/virtual-environment.ts';
import { constant } from '../../src/backoff/index.ts';
import { HIGH_WATER_MARK } from '../../src/defaults.ts';
import { type DropReason, Outbox } from '../../src/outbox.ts';
import { world } from '../support/world.ts';

const soon = { backoff: constant(100), latency: 5 };

const drops = (w: ReturnType<typeof world>) =>
  w.of('drop').map(({ message, reason, key }) => [message, reason, key]);

describe('a message sent while the link is not open', () => {
  test('is queued, and sent in order once it is', async () => {
    const w = world(soon);
    expect([1, 2, 3].map((n) => w.connection.send(`m${n}`))).toEqual(['queued', 'queued', 'queued']);
    expect(w.connection.bufferedAmount).toBe(6);
    await w.advance(20);
    expect(w.connection.send('m4')).toBe('sent');
    await w.advance(20);
    expect(w.peer.received).toEqual(['m1', 'm2', 'm3', 'm4']);
    expect(w.connection.bufferedAmount).toBe(0);
  });

  test('keeps its place across reconnects', async () => {
    const w = world(soon);
    await w.advance(20);
    w.transport.mode = 'refuse';
    w.peer.reset();
    await w.advance(20);
    w.connection.send('first');
    await w.advance(500);
    w.connection.send('second');
    w.transport.mode = 'accept';
    await w.advance(200);
    expect(w.peer.received).toEqual(['first', 'second']);
  });

  test('reaches the peer only after the handshake of the dialect', async () => {
    const order: string[] = [];
    const w = world({
      ...soon,
      dialect: {
        name: 'shaking',
        beat: { leads: 'client', life: 'any' },
        handshake: true,
        session: () => ({
          hello: () => ['hello'],
          read: (frame, signals) => (frame === 'welcome' ? signals.welcome() : signals.data(frame)),
          ping: () => 'ping',
        }),
        write: (message: string) => message,
      },
    });
    w.transport.onPeer((peer) =>
      peer.onMessage((frame) => {
        order.push(`${w.connection.status}: ${frame}`);
        if (frame === 'hello') w.environment.setTimeout(() => peer.send('welcome'), 100);
      }),
    );
    w.connection.send('data');
    await w.advance(200);
    expect(order).toEqual(['connecting: hello', 'open: data']);
  });

  test('that the socket refuses goes back to the front, and the link is given up', async () => {
    const w = world(soon);
    await w.advance(20);
    w.transport.refuseSend = true;
    expect(w.connection.send('first')).toBe('queued');
    expect(w.connection.send('second')).toBe('queued');
    w.transport.refuseSend = false;
    await w.advance(200);
    expect(w.of('lost').map(({ cause, wasOpen }) => [cause.code, wasOpen])).toEqual([
      ['ERR_HEARTWIRE_SOCKET_FAILED', true],
    ]);
    expect(w.peer.received).toEqual(['first', 'second']);
  });

  test('that the socket refuses is refused where that was the last retry', async () => {
    const w = world({ ...soon, retry: { limit: 0 } });
    await w.advance(20);
    w.transport.refuseSend = true;
    expect(w.connection.send('m')).toBe('refused');
    expect([w.connection.status, w.connection.bufferedAmount]).toEqual(['failed', 0]);
    expect(drops(w)).toEqual([['m', 'failed', undefined]]);
  });

  test('that the socket refuses during the flush stays in front of the rest', async () => {
    const w = world(soon);
    w.transport.refuseSend = true;
    for (const message of ['a', 'b', 'c']) w.connection.send(message);
    await w.advance(50);
    w.transport.refuseSend = false;
    await w.advance(200);
    expect(w.peer.received).toEqual(['a', 'b', 'c']);
  });

  test('is copied: the caller may reuse its buffer, and what a view leaves out is not sent', async () => {
    const w = world(soon);
    const buffer = new Uint8Array([1, 2, 3, 4, 5]);
    w.connection.send(buffer.subarray(1, 3));
    w.connection.send(buffer.buffer);
    buffer.fill(9);
    await w.advance(50);
    expect(w.peer.received.map((frame) => [...new Uint8Array(frame as ArrayBuffer)])).toEqual([
      [2, 3],
      [1, 2, 3, 4, 5],
    ]);
  });

  test.each([
    ['a string', 'é€', 5],
    ['an ArrayBuffer', new ArrayBuffer(7), 7],
    ['a view', new Uint16Array(new ArrayBuffer(16), 2, 3), 6],
    ['a Blob', new Blob(['é€!']), 6],
  ])('counts the bytes that it has on the wire: %s', (_, message, bytes) => {
    const w = world(soon);
    w.connection.send(message);
    expect(w.connection.bufferedAmount).toBe(bytes);
  });
});

describe('bounds', () => {
  test('refuse: the new message is refused by count, with a drop that says so', () => {
    const w = world({ ...soon, outbox: { maxMessages: 2 } });
    expect(['a', 'b', 'c'].map((m) => w.connection.send(m))).toEqual(['queued', 'queued', 'refused']);
    expect(drops(w)).toEqual([['c', 'overflow', undefined]]);
  });

  test('refuse: by bytes as written, in UTF-8', () => {
    const w = world({ ...soon, outbox: { maxBytes: 5 } });
    expect(w.connection.send('é€')).toBe('queued');
    expect(w.connection.bufferedAmount).toBe(5);
    expect(w.connection.send('x')).toBe('refused');
    expect(drops(w)).toEqual([['x', 'overflow', undefined]]);
  });

  test('drop-oldest: the oldest give way, each with a drop', async () => {
    const w = world({ ...soon, outbox: { maxBytes: 5, overflow: 'drop-oldest' } });
    for (const message of ['aa', 'bb', 'c']) expect(w.connection.send(message)).toBe('queued');
    expect(w.connection.send('dddd')).toBe('queued');
    expect(drops(w)).toEqual([
      ['aa', 'overflow', undefined],
      ['bb', 'overflow', undefined],
    ]);
    await w.advance(50);
    expect(w.peer.received).toEqual(['c', 'dddd']);
  });

  test('drop-oldest: a message that fills the whole bound takes the place of all', async () => {
    const w = world({ ...soon, outbox: { maxBytes: 5, overflow: 'drop-oldest' } });
    w.connection.send('a');
    expect(w.connection.send('12345')).toBe('queued');
    expect(drops(w)).toEqual([['a', 'overflow', undefined]]);
    await w.advance(50);
    expect(w.peer.received).toEqual(['12345']);
  });

  test('drop-oldest: a message over the whole bound is refused and costs nobody their place', () => {
    const w = world({ ...soon, outbox: { maxBytes: 5, overflow: 'drop-oldest' } });
    w.connection.send('abc');
    expect(w.connection.send('toolong')).toBe('refused');
    expect(w.connection.bufferedAmount).toBe(3);
    expect(drops(w)).toEqual([['toolong', 'overflow', undefined]]);
  });

  test('Infinity lifts a bound', () => {
    const w = world({ ...soon, outbox: { maxMessages: Infinity, maxBytes: Infinity } });
    for (let n = 0; n < 5_000; n += 1) w.connection.send('x'.repeat(1_000));
    expect(w.connection.bufferedAmount).toBe(5_000_000);
  });

  test('outbox: false refuses what cannot be written now', async () => {
    const w = world({ ...soon, outbox: false });
    expect(w.connection.send('early')).toBe('refused');
    expect(drops(w)).toEqual([['early', 'not-open', undefined]]);
    await w.advance(20);
    expect(w.connection.send('now')).toBe('sent');
  });
});

describe('key', () => {
  test('a newer message replaces the queued one with the same key, at the end of the queue', async () => {
    const w = world(soon);
    w.connection.send('x=1', { key: 'x' });
    w.connection.send('y=1', { key: 'y' });
    w.connection.send('x=2', { key: 'x' });
    expect(drops(w)).toEqual([['x=1', 'replaced', 'x']]);
    await w.advance(50);
    expect(w.peer.received).toEqual(['y=1', 'x=2']);
  });

  test('replacing needs no room of its own', () => {
    const w = world({ ...soon, outbox: { maxMessages: 1 } });
    w.connection.send('x=1', { key: 'x' });
    expect(w.connection.send('x=2', { key: 'x' })).toBe('queued');
    expect(drops(w)).toEqual([['x=1', 'replaced', 'x']]);
    const tight = world({ ...soon, outbox: { maxBytes: 3 } });
    tight.connection.send('x=1', { key: 'x' });
    expect(tight.connection.send('x=2', { key: 'x' })).toBe('queued');
    expect(drops(tight)).toEqual([['x=1', 'replaced', 'x']]);
  });

  test('what a replacement replaces is not the oldest that gives way to it', () => {
    const w = world({ ...soon, outbox: { maxBytes: 6, overflow: 'drop-oldest' } });
    w.connection.send('x=1', { key: 'x' });
    w.connection.send('abc');
    expect(w.connection.send('x=1234', { key: 'x' })).toBe('queued');
    expect(drops(w)).toEqual([
      ['abc', 'overflow', undefined],
      ['x=1', 'replaced', 'x'],
    ]);
    expect(w.connection.bufferedAmount).toBe(6);
  });

  test('a replacement that does not fit leaves the older one in place', async () => {
    const w = world({ ...soon, outbox: { maxBytes: 4 } });
    w.connection.send('x=1', { key: 'x' });
    expect(w.connection.send('x=1000', { key: 'x' })).toBe('refused');
    await w.advance(50);
    expect(w.peer.received).toEqual(['x=1']);
  });

  test('a key is data, whatever its name', async () => {
    const w = world(soon);
    for (const key of ['__proto__', 'constructor', '']) w.connection.send(key, { key });
    for (const key of ['__proto__', 'constructor', '']) w.connection.send(`${key}2`, { key });
    await w.advance(50);
    expect(w.peer.received).toEqual(['__proto__2', 'constructor2', '2']);
  });
});

describe('ttl', () => {
  test('a message that waits too long is dropped when its time is up', async () => {
    const w = world({ ...soon, autoConnect: false });
    w.connection.send('short', { ttl: 100 });
    w.connection.send('long', { ttl: 1_000 });
    w.connection.send('for ever');
    await w.advance(99);
    expect(drops(w)).toEqual([]);
    await w.advance(1);
    expect(drops(w)).toEqual([['short', 'expired', undefined]]);
    await w.advance(900);
    expect(drops(w).at(-1)).toEqual(['long', 'expired', undefined]);
    w.connection.connect();
    await w.advance(50);
    expect(w.peer.received).toEqual(['for ever']);
  });

  test('the outbox has one for all', async () => {
    const w = world({ ...soon, autoConnect: false, outbox: { ttl: 50 } });
    w.connection.send('m');
    await w.advance(50);
    expect(drops(w)).toEqual([['m', 'expired', undefined]]);
  });

  test('what expired while the machine slept is not sent after it woke', async () => {
    const w = world(soon);
    w.connection.send('stale', { ttl: 1_000 });
    w.environment.jump(60_000);
    await w.advance(1_000);
    expect(drops(w)).toEqual([['stale', 'expired', undefined]]);
    expect(w.peer.received).toEqual([]);
  });

  test('nor is it when the link opens before its timer runs', async () => {
    const w = world(soon);
    w.connection.send('stale', { ttl: 1_000 });
    w.connection.send('fresh');
    await w.advance(5);
    w.environment.jump(5_000);
    await w.advance(50);
    expect(drops(w)).toEqual([['stale', 'expired', undefined]]);
    expect(w.peer.received).toEqual(['fresh']);
  });

  test('must be a time', () => {
    const w = world(soon);
    for (const ttl of [0, -1, Number.NaN]) {
      expect(() => w.connection.send('m', { ttl })).toThrow(
        expect.objectContaining({ code: 'ERR_HEARTWIRE_INVALID_TIME', option: 'ttl' }),
      );
    }
  });
});

describe('signal', () => {
  test('takes a queued message back', async () => {
    const w = world(soon);
    const abort = new AbortController();
    w.connection.send('taken back', { signal: abort.signal });
    w.connection.send('kept');
    abort.abort();
    expect(drops(w)).toEqual([['taken back', 'aborted', undefined]]);
    await w.advance(50);
    expect(w.peer.received).toEqual(['kept']);
  });

  test('that has aborted already refuses', () => {
    const w = world(soon);
    expect(w.connection.send('m', { signal: AbortSignal.abort() })).toBe('refused');
    expect(drops(w)).toEqual([['m', 'aborted', undefined]]);
  });

  test('has no say once the message was sent', async () => {
    const w = world(soon);
    const abort = new AbortController();
    w.connection.send('sent', { signal: abort.signal });
    await w.advance(50);
    abort.abort();
    expect(drops(w)).toEqual([]);
  });
});

describe('the end', () => {
  test('close() drops what waits, and later messages are refused', async () => {
    const w = world(soon);
    w.connection.send('waiting');
    w.connection.close();
    expect(w.connection.send('late')).toBe('refused');
    expect(drops(w)).toEqual([
      ['waiting', 'closed', undefined],
      ['late', 'closed', undefined],
    ]);
    expect(w.connection.bufferedAmount).toBe(0);
  });

  test('while closing, messages are refused', async () => {
    const w = world(soon);
    await w.advance(20);
    w.connection.close();
    expect(w.connection.status).toBe('closing');
    expect(w.connection.send('late')).toBe('refused');
    expect(drops(w)).toEqual([['late', 'closed', undefined]]);
  });

  test('failing drops what waits, and later messages are refused', async () => {
    const w = world({ ...soon, retry: { limit: 1 } });
    w.transport.mode = 'refuse';
    w.connection.send('waiting');
    await w.advance(500);
    expect(w.connection.status).toBe('failed');
    expect(w.connection.send('late')).toBe('refused');
    expect(drops(w)).toEqual([
      ['waiting', 'failed', undefined],
      ['late', 'failed', undefined],
    ]);
  });

  test('leaves no timer and no abort listener', async () => {
    const w = world({ ...soon, autoConnect: false });
    const abort = new AbortController();
    w.connection.send('m', { ttl: 10_000, signal: abort.signal });
    expect(getEventListeners(abort.signal, 'abort').length).toBe(1);
    w.connection.close();
    expect(w.environment.timers).toBe(0);
    expect(getEventListeners(abort.signal, 'abort')).toEqual([]);
    abort.abort();
    expect(drops(w)).toEqual([['m', 'closed', undefined]]);
  });
});

describe('pacing', () => {
  test('a flush of 10 MB never holds more than the high-water mark in the socket, and arrives in order', async () => {
    let peak = 0;
    const w = world({ ...soon, autoConnect: false, outbox: { maxMessages: Infinity, maxBytes: Infinity } });
    const { open } = w.transport;
    w.transport.open = (request, sink) => {
      const link = open(request, sink);
      const { send } = link;
      link.send = (data) => {
        send(data);
        peak = Math.max(peak, link.bufferedAmount);
      };
      return link;
    };
    w.transport.bandwidth = 1_000;
    for (let n = 0; n < 1_000; n += 1) w.connection.send(`${n}`.padEnd(10_000, '.'));
    expect(w.connection.bufferedAmount).toBe(10_000_000);
    w.connection.connect();
    await w.advance(12_000);
    expect(w.peer.received.map((frame) => String(frame).replace(/\.+$/, ''))).toEqual(
      Array.from({ length: 1_000 }, (_, n) => `${n}`),
    );
    expect(peak).toBeGreaterThan(HIGH_WATER_MARK / 2);
    expect(peak).toBeLessThanOrEqual(HIGH_WATER_MARK);
  });

  test('a message larger than the mark goes out alone', async () => {
    const w = world({ ...soon });
    w.transport.bandwidth = 1_000;
    w.connection.send('x'.repeat(500_000));
    w.connection.send('after');
    await w.advance(2_000);
    expect(w.peer.received.map((frame) => (frame as string).length)).toEqual([500_000, 5]);
  });

  test('an app that goes on sending does not put its own flush off', async () => {
    const w = world({ ...soon });
    await w.advance(20);
    w.transport.bandwidth = 1_000;
    for (let n = 0; n < 30; n += 1) w.connection.send('x'.repeat(10_000));
    w.peer.received.length = 0;
    for (let time = 0; time < 1_000; time += 5) {
      w.connection.send('more');
      await w.advance(5);
    }
    expect(w.connection.bufferedAmount).toBeLessThanOrEqual('more'.length * 4);
    expect(w.peer.received.length).toBeGreaterThan(220);
  });

  test('while the socket is full, send() queues behind it', async () => {
    const w = world({ ...soon });
    await w.advance(20);
    w.transport.bandwidth = 100;
    const outcomes = Array.from({ length: 30 }, () => w.connection.send('x'.repeat(10_000)));
    expect(outcomes.lastIndexOf('sent')).toBe(26);
    expect(outcomes.slice(27)).toEqual(['queued', 'queued', 'queued']);
    expect(w.connection.bufferedAmount).toBe(300_000);
    await w.advance(10_000);
    expect(w.peer.received.length).toBe(30);
  });

  test('a socket that is full to the mark takes no more', async () => {
    const w = world({ ...soon });
    await w.advance(20);
    w.transport.bandwidth = 100;
    expect(w.connection.send('x'.repeat(HIGH_WATER_MARK))).toBe('sent');
    expect(w.connection.send('y')).toBe('queued');
  });

  test('a small message does not overtake a large one that waits for room', async () => {
    const w = world({ ...soon });
    await w.advance(20);
    w.transport.bandwidth = 100;
    for (let n = 0; n < 27; n += 1) w.connection.send('first'.padEnd(10_000, '.'));
    expect(w.connection.send('large'.padEnd(200_000, '.'))).toBe('queued');
    await w.advance(500);
    expect(w.connection.send('small')).toBe('queued');
    await w.advance(10_000);
    expect(w.peer.received.slice(26).map((frame) => String(frame).slice(0, 5))).toEqual([
      'first',
      'large',
      'small',
    ]);
  });
});

describe('the queue by itself', () => {
  const queue = () => {
    const environment = virtualEnvironment();
    const dropped: [string, DropReason][] = [];
    const limits = { maxMessages: 10, maxBytes: 100, overflow: 'refuse', ttl: Infinity } as const;
    const outbox = new Outbox<string>(limits, environment, (message, reason) =>
      dropped.push([message, reason]),
    );
    return { environment, outbox, dropped };
  };

  test('has nothing left of a message at the very moment when its time is up', () => {
    const { environment, outbox, dropped } = queue();
    outbox.add('m', 'm', { ttl: 1_000 });
    environment.jump(999);
    expect(outbox.first?.data).toBe('m');
    environment.jump(1);
    expect(outbox.first).toBe(undefined);
    expect(dropped).toEqual([['m', 'expired']]);
  });

  test('lets go of a message once: afterwards it can be neither removed nor given up', () => {
    const { outbox, dropped } = queue();
    outbox.add('m', 'm', {});
    outbox.add('other', 'other', {});
    const { first } = outbox;
    if (!first) throw new Error('nothing waits');
    expect(outbox.remove(first)).toBe(true);
    expect(outbox.remove(first)).toBe(false);
    outbox.giveUp(first, 'expired');
    expect([outbox.size, outbox.bytes, dropped]).toEqual([1, 5, []]);
  });
});
