import { describe, expect, test, vi } from 'vitest';
import { OptionError } from '../../../src/errors.ts';
import { createPomeloClient, type PomeloConnectionOptions } from '../../../src/pomelo/index.ts';
import { bytes, hex, packaged } from './support/bytes.ts';
import { game, push, response, sentBy } from './support/game.ts';

const echo = (id: string, body: string) => {
  const content = bytes(`00 ${id} 10 "connector.h.echo" ${body}`);
  return hex(packaged(4, content));
};

/** How a promise ended: the value, or the error's code and message. */
const outcome = (promise: Promise<unknown>) =>
  promise.then(
    (value) => ({ value }),
    (error) => ({ code: error.code ?? error.name, message: error.message }),
  );

describe('request()', () => {
  test('resolves with the body of the response that has its id, in whatever order they come', async () => {
    const { client, welcome } = game();
    const dial = await welcome();
    const answers = [
      client.request('connector.h.echo', { a: 1 }),
      client.request('connector.h.echo', { a: 2 }),
    ];
    expect(sentBy(dial)).toEqual([echo('01', '{"a":1}'), echo('02', '{"a":2}')]);
    dial.frame(response(2, { b: 2 }));
    dial.frame(response(1, { b: 1 }));
    expect(await Promise.all(answers)).toEqual([{ b: 1 }, { b: 2 }]);
  });

  test('sends {} where there is no body', async () => {
    const { client, welcome } = game();
    const dial = await welcome();
    client.request('connector.h.echo').catch(() => {});
    expect(sentBy(dial)).toEqual([echo('01', '{}')]);
  });

  test('rejects with the loss of the link that took it, and does not ask again', async () => {
    const { client, welcome, environment, transport } = game();
    const dial = await welcome();
    const answer = client.request('connector.h.echo');
    const lost = vi.fn();
    client.connection.on('lost', ({ cause }) => lost(cause));
    dial.close(1006);
    await expect(answer).rejects.toBe(lost.mock.calls[0]?.[0]);
    await environment.advance(100);
    expect(sentBy(await welcome(1))).toEqual([]);
    expect(transport.dials.length).toBe(2);
  });

  test('rejects when nobody answers in time, and passes the late response over', async () => {
    const { client, welcome, environment } = game({ requestTimeout: 500 });
    const dial = await welcome(0, {});
    const ends = Promise.all([
      outcome(client.request('noDot')),
      outcome(client.request('connector.h.echo', {}, { timeout: 200 })),
      outcome(client.request('connector.h.echo', {}, { timeout: Infinity })),
    ]);
    await environment.advance(200);
    dial.frame(response(2, { late: true }));
    await environment.advance(300);
    await environment.advance(3_600_000);
    dial.frame(response(3, { patience: true }));
    expect(await ends).toEqual([
      { code: 'ERR_HEARTWIRE_REQUEST_TIMEOUT', message: 'noDot: no response in 500 ms.' },
      { code: 'ERR_HEARTWIRE_REQUEST_TIMEOUT', message: 'connector.h.echo: no response in 200 ms.' },
      { value: { patience: true } },
    ]);
    expect(client.connection.status).toBe('open');
  });

  test('waits for a link, in order with notifies, and is written with what that link agrees on', async () => {
    const { client, welcome } = game();
    const answer = client.request('connector.h.echo', { a: 5 });
    expect(client.notify('connector.h.note', { n: 1 })).toBe('queued');
    const protos = {
      client: { 'connector.h.echo': { a: { option: 'optional', type: 'uInt32', tag: 1 } } },
      server: { 'connector.h.echo': { b: { option: 'optional', type: 'uInt32', tag: 1 } } },
    };
    const dial = await welcome(0, { heartbeat: 3, dict: { 'connector.h.echo': 2 }, protos });
    expect(sentBy(dial)).toEqual([
      hex(bytes('04000006 01 01 0002 0805')),
      hex(bytes('04000019 02 10 "connector.h.note" {"n":1}')),
    ]);
    dial.frame(packaged(4, Uint8Array.of(4, 1, 8, 6)));
    expect(await answer).toEqual({ b: 6 });
  });

  test('is written anew where the next link agrees on another dictionary', async () => {
    const { client, welcome, environment } = game();
    const dial = await welcome(0, { dict: { 'connector.h.echo': 2 }, dictVersion: 'one' });
    dial.close(1012);
    client.request('connector.h.echo', { a: 5 }).catch(() => {});
    await environment.advance(100);
    const next = await welcome(1, { dict: { 'connector.h.echo': 7 }, dictVersion: 'two' });
    expect(sentBy(next)).toEqual([hex(bytes('0400000b 01 01 0007 {"a":5}'))]);
  });

  test('waits for the next link where the socket does not take it, at once or out of the queue', async () => {
    const { client, welcome, environment, transport } = game();
    const dial = await welcome();
    dial.sendError = new Error('gone');
    client.request('connector.h.echo', { a: 1 }).catch(() => {});
    expect(client.connection.status).toBe('backoff');
    client.notify('connector.h.note', { n: 1 });
    await environment.advance(100);
    const next = await transport.dialed(1);
    next.open();
    next.sendError = new Error('gone');
    next.frame(packaged(1, '{"code":200,"sys":{}}'));
    expect(client.connection.status).toBe('backoff');
    await environment.advance(100);
    expect(sentBy(await welcome(2))).toEqual([
      echo('01', '{"a":1}'),
      hex(bytes('04000019 02 10 "connector.h.note" {"n":1}')),
    ]);
  });

  test('keeps those behind one that the next link cannot write', async () => {
    const { client, welcome } = game();
    const first = outcome(client.request('connector.h.echo', { a: 'text' }));
    client.notify('connector.h.note', { n: 1 });
    const protos = { client: { 'connector.h.echo': { a: { option: 'required', type: 'uInt32', tag: 1 } } } };
    const dial = await welcome(0, { protos });
    expect(await first).toEqual({
      code: 'ERR_HEARTWIRE_INVALID_MESSAGE',
      message: 'pomelo: a message whose schema does not allow a',
    });
    expect(sentBy(dial)).toEqual([hex(bytes('04000019 02 10 "connector.h.note" {"n":1}'))]);
  });

  test('is taken back by its signal, with the reason, while it is queued', async () => {
    const { client, welcome } = game();
    const aborter = new AbortController();
    const answer = client.request('connector.h.echo', {}, { signal: aborter.signal });
    const reason = new Error('left the room');
    aborter.abort(reason);
    await expect(answer).rejects.toBe(reason);
    expect(sentBy(await welcome())).toEqual([]);
  });

  test('is given up by its signal once it is sent', async () => {
    const { client, welcome } = game();
    const dial = await welcome();
    const aborter = new AbortController();
    const answer = client.request('connector.h.echo', {}, { signal: aborter.signal });
    aborter.abort();
    await expect(answer).rejects.toBe(aborter.signal.reason);
    dial.frame(response(1, {}));
    expect(client.connection.status).toBe('open');
  });

  test('is not made with a signal that has aborted', async () => {
    const { client, welcome } = game();
    const dial = await welcome();
    const signal = AbortSignal.abort(new Error('no'));
    await expect(client.request('a.b.c', {}, { signal })).rejects.toBe(signal.reason);
    expect(sentBy(dial)).toEqual([]);
  });

  test('leaves the queue when its time is over', async () => {
    const { client, welcome, environment } = game({ requestTimeout: 500, connectTimeout: 60_000 });
    const answer = outcome(client.request('a.b.c'));
    await environment.advance(500);
    expect(await answer).toEqual({
      code: 'ERR_HEARTWIRE_REQUEST_TIMEOUT',
      message: 'a.b.c: no response in 500 ms.',
    });
    expect(sentBy(await welcome())).toEqual([]);
  });

  test('rejects where it cannot wait', async () => {
    const none = game({ outbox: false });
    expect(await outcome(none.client.request('a.b.c'))).toEqual({
      code: 'ERR_HEARTWIRE_REQUEST_DROPPED',
      message: 'a.b.c: not sent (not-open).',
    });
    const small = game({ outbox: { maxMessages: 1 } });
    small.client.request('a.b.c').catch(() => {});
    expect(await outcome(small.client.request('d.e.f'))).toEqual({
      code: 'ERR_HEARTWIRE_REQUEST_DROPPED',
      message: 'd.e.f: not sent (overflow).',
    });
  });

  test('rejects when the connection is closed, whether it is sent, waits or comes later', async () => {
    const { client } = game();
    const waiting = outcome(client.request('a.b.c'));
    await client.connection.close();
    expect(await waiting).toEqual({ code: 'ERR_HEARTWIRE_CLOSED', message: 'The connection is closed.' });
    expect(await outcome(client.request('a.b.c'))).toMatchObject({ code: 'ERR_HEARTWIRE_CLOSED' });

    const other = game();
    const dial = await other.welcome();
    const sent = outcome(other.client.request('a.b.c'));
    other.client.connection.close();
    dial.close(1000);
    expect(await sent).toMatchObject({ code: 'ERR_HEARTWIRE_CLOSED' });
  });

  test('rejects with the cause when the connection fails, and while it has failed', async () => {
    const { client, transport } = game();
    const waiting = outcome(client.request('a.b.c'));
    const dial = await transport.dialed(0);
    dial.open();
    dial.frame(packaged(1, '{"code":501}'));
    const refused = {
      code: 'ERR_HEARTWIRE_REFUSED',
      message: 'The peer refused us: client not supported (501)',
    };
    expect(await waiting).toEqual(refused);
    expect(client.connection.status).toBe('failed');
    expect(await outcome(client.request('a.b.c'))).toEqual(refused);
  });

  test('rejects on what cannot be written, and on a time that is none', async () => {
    const { client, welcome } = game();
    const dial = await welcome();
    const cyclic: Record<string, unknown> = {};
    cyclic.self = cyclic;
    const ends = [
      client.request('a.b.c', cyclic),
      client.request(''),
      client.request('x'.repeat(256)),
      client.request('a.b.c', {}, { timeout: 0 }),
    ].map(outcome);
    expect((await Promise.all(ends)).map((end) => 'code' in end && end.code)).toEqual([
      'ERR_HEARTWIRE_INVALID_MESSAGE',
      'ERR_HEARTWIRE_INVALID_MESSAGE',
      'ERR_HEARTWIRE_INVALID_MESSAGE',
      'ERR_HEARTWIRE_INVALID_TIME',
    ]);
    expect(sentBy(dial)).toEqual([]);
  });
});

describe('notify()', () => {
  test('says what became of it, and tells of those that are not sent', async () => {
    const dropped = vi.fn();
    const { client, welcome } = game({ dropped, outbox: { maxMessages: 2 } });
    expect(client.notify('a', { n: 1 }, { key: 'position' })).toBe('queued');
    expect(client.notify('a', { n: 2 }, { key: 'position' })).toBe('queued');
    expect(client.notify('b')).toBe('queued');
    expect(client.notify('c')).toBe('refused');
    const dial = await welcome();
    expect(client.notify('d')).toBe('sent');
    expect(sentBy(dial)).toEqual([
      hex(bytes('0400000a 02 01 "a" {"n":2}')),
      hex(bytes('04000005 02 01 "b" {}')),
      hex(bytes('04000005 02 01 "d" {}')),
    ]);
    await Promise.all([client.connection.close(), dial.close(1000)]);
    expect(client.notify('e')).toBe('refused');
    expect(dropped.mock.calls).toEqual([
      [{ type: 'notify', route: 'a', body: { n: 1 } }, 'replaced'],
      [{ type: 'notify', route: 'c' }, 'overflow'],
      [{ type: 'notify', route: 'e' }, 'closed'],
    ]);
  });

  test('waits where the socket is full, and goes on when it is not', async () => {
    const { client, welcome, environment } = game();
    const dial = await welcome();
    dial.bufferedAmount = 1_000_000;
    expect(client.notify('a')).toBe('queued');
    dial.bufferedAmount = 0;
    expect(client.notify('b')).toBe('queued');
    expect(sentBy(dial)).toEqual([]);
    await environment.advance(10);
    expect(sentBy(dial)).toEqual([hex(bytes('04000005 02 01 "a" {}')), hex(bytes('04000005 02 01 "b" {}'))]);
  });
});

describe('on()', () => {
  test('hears the pushes of its route, of whatever name, until it is off', async () => {
    const { client, welcome } = game();
    const heard: unknown[] = [];
    const aborter = new AbortController();
    const off = client.on('onChat', (body) => heard.push(['one', body]));
    client.on('onChat', (body) => heard.push(['two', body]), { signal: aborter.signal });
    for (const route of ['constructor', '__proto__']) client.on(route, (body) => heard.push([route, body]));
    const dial = await welcome();
    dial.frame(push('onChat', 1));
    off();
    dial.frame(push('onChat', 2));
    aborter.abort();
    for (const route of ['onChat', 'constructor', '__proto__', 'toString']) dial.frame(push(route, 3));
    expect(heard).toEqual([
      ['one', 1],
      ['two', 1],
      ['two', 2],
      ['constructor', 3],
      ['__proto__', 3],
    ]);
  });
});

describe('the connection', () => {
  test('beats every interval of the handshake, and is lost two intervals after the last sign of life', async () => {
    const { client, welcome, environment } = game();
    const dial = await welcome(0, { heartbeat: 3 });
    await environment.advance(3_000);
    dial.frame(packaged(3));
    await environment.advance(3_000);
    expect(sentBy(dial)).toEqual(['03000000', '03000000']);
    await environment.advance(2_999);
    expect(client.connection.status).not.toBe('backoff');
    await environment.advance(1);
    expect(client.connection.cause).toMatchObject({ code: 'ERR_HEARTWIRE_PONG_TIMEOUT' });
  });

  test('finds a server that never sends its first beat', async () => {
    const { client, welcome, environment } = game();
    await welcome(0, { heartbeat: 3 });
    await environment.advance(6_000);
    expect(client.connection.cause).toMatchObject({ code: 'ERR_HEARTWIRE_PONG_TIMEOUT' });
  });

  test('never skips a beat for traffic, and never answers one at once', async () => {
    const { client, welcome, environment } = game();
    const dial = await welcome(0, { heartbeat: 1 });
    for (let tenth = 0; tenth < 30; tenth += 1) {
      await environment.advance(100);
      dial.frame(packaged(3));
      dial.frame(push('onChat', tenth));
      client.notify('a');
    }
    expect(sentBy(dial).filter((sent) => sent === '03000000').length).toBe(3);
  });

  test('beats not at all where the handshake says no interval', async () => {
    const { client, welcome, environment } = game();
    const dial = await welcome(0, {});
    await environment.advance(3_600_000);
    expect([sentBy(dial), client.connection.status]).toEqual([[], 'open']);
  });

  test('is not lost to a probe where the server beats by itself', async () => {
    const { client, welcome, environment } = game({ answersBeats: false });
    const dial = await welcome(0, { heartbeat: 30 });
    environment.signal('wake');
    await environment.advance(29_000);
    dial.frame(packaged(3));
    expect([client.connection.status, client.connection.latency]).toEqual(['open', undefined]);
  });

  test('tells the round trip of a beat', async () => {
    const { client, welcome, environment } = game();
    const dial = await welcome(0, { heartbeat: 3 });
    await environment.advance(3_000);
    await environment.advance(40);
    dial.frame(packaged(3));
    expect(client.connection.latency).toBe(40);
  });

  test('fails when it is kicked, with the reason', async () => {
    const { client, welcome } = game();
    const dial = await welcome();
    dial.frame(packaged(5, '{"reason":"duplicate login"}'));
    expect(client.connection.status).toBe('failed');
    expect(client.connection.cause).toMatchObject({
      code: 'ERR_HEARTWIRE_KICKED',
      reason: 'duplicate login',
    });
  });

  test('does with a kick and a refusal what `verdict` says', async () => {
    const verdict = vi.fn((): 'retry' => 'retry');
    const { client, welcome, transport, environment } = game({ verdict });
    const dial = await welcome();
    dial.frame(packaged(5));
    expect(client.connection.status).toBe('backoff');
    await environment.advance(100);
    const next = await transport.dialed(1);
    next.open();
    next.frame(packaged(1, '{"code":501}'));
    expect(client.connection.status).toBe('backoff');
    expect(verdict.mock.calls).toEqual([[{ type: 'kicked', reason: '' }], [{ type: 'refused', code: 501 }]]);
  });

  test('asks for the user data of each attempt, and tells what the server says in its handshake', async () => {
    const user = vi.fn(({ number }: { number: number }) => Promise.resolve({ token: `t${number}` }));
    const said: unknown[] = [];
    const { client, transport } = game({
      user,
      clientType: 'cocos',
      clientVersion: '2.1',
      handshake: (...answer) => said.push([...answer, client.connection.status]),
    });
    const dial = await transport.dialed(0);
    dial.open();
    const sys = { type: 'cocos', version: '2.1', rsa: {}, protoVersion: 0 };
    expect(hex(dial.sent[0])).toBe(hex(packaged(1, JSON.stringify({ sys, user: { token: 't0' } }))));
    dial.frame(packaged(1, '{"code":200,"sys":{"heartbeat":3},"user":{"uid":7}}'));
    expect(said).toEqual([[{ heartbeat: 3 }, { uid: 7 }, 'connecting']]);
  });

  test('a 500 asks for fresh user data once', async () => {
    const user = vi.fn(() => ({}));
    const { client, transport, environment } = game({ user });
    for (const index of [0, 1]) {
      const dial = await transport.dialed(index);
      dial.open();
      dial.frame(packaged(1, '{"code":500}'));
      await environment.advance(100);
    }
    expect([client.connection.status, user.mock.calls.length]).toEqual(['failed', 2]);
  });

  test('says which versions it has, and keeps what the server does not send again', async () => {
    const { client, welcome, environment } = game();
    const sys = {
      ...{ heartbeat: 3, useDict: true, useProto: true, dict: { 'a.b': 1 }, dictVersion: 'd1' },
      protos: { client: { 'a.b': { n: { option: 'optional', type: 'uInt32', tag: 1 } } }, version: 'p1' },
    };
    (await welcome(0, sys)).close(1006);
    await environment.advance(100);
    const next = await welcome(1, { heartbeat: 3, useDict: true, useProto: true });
    const hello = Buffer.from(next.sent[0] as unknown as Uint8Array)
      .toString()
      .slice(4);
    expect(JSON.parse(hello).sys).toMatchObject({ protoVersion: 'p1', dictVersion: 'd1' });
    client.notify('a.b', { n: 5 });
    expect(sentBy(next)).toEqual([hex(bytes('04000005 03 0001 0805'))]);
    next.close(1006);
    await environment.advance(100);
    const plain = await welcome(2, { heartbeat: 3 });
    client.notify('a.b', { n: 5 });
    expect(sentBy(plain)).toEqual([hex(bytes('0400000c 02 03 "a.b" {"n":5}'))]);
  });
});

describe('createPomeloClient()', () => {
  test.each<[string, object, string]>([
    ['an option that there is not', { urls: '' }, 'ERR_HEARTWIRE_UNKNOWN_OPTION'],
    ['a dialect', { dialect: {} }, 'ERR_HEARTWIRE_UNKNOWN_OPTION'],
    ['a server’s option', { dict: [] }, 'ERR_HEARTWIRE_UNKNOWN_OPTION'],
    ['an outbox that cannot be', { outbox: { maxMessages: -1 } }, 'ERR_HEARTWIRE_INVALID_OPTION'],
    ['a request timeout of 0', { requestTimeout: 0 }, 'ERR_HEARTWIRE_INVALID_TIME'],
    ['a size that is none', { maxInflated: 0 }, 'ERR_HEARTWIRE_INVALID_OPTION'],
  ])('refuses %s', (_name, options, code) => {
    const create = () =>
      createPomeloClient({
        url: 'ws://game.test',
        autoConnect: false,
        ...options,
      } as PomeloConnectionOptions);
    expect(create).toThrow(OptionError);
    expect(create).toThrow(expect.objectContaining({ code }));
  });
});
