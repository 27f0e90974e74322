import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type PomeloOptions, pomelo } from '../../../src/dialects/pomelo.ts';
import { frame, hex, packaged } from './support/bytes.ts';
import { heard, helloOf } from './support/sessions.ts';

const head = (route: string, flag = 6) =>
  Buffer.concat([Uint8Array.of(flag, route.length), Buffer.from(route)]);
const push = (route: string, body: unknown) =>
  packaged(4, Buffer.concat([head(route), Buffer.from(JSON.stringify(body))]));
const DEFLATED = 0x10;
const deflated = (route: string, body: unknown, deflate = deflateSync) =>
  packaged(4, Buffer.concat([head(route, 6 | DEFLATED), deflate(JSON.stringify(body))]));

function client(sys: object = {}, options: PomeloOptions = {}) {
  const dialect = pomelo(options);
  const session = heard(dialect.session('client'));
  session.read(packaged(1, JSON.stringify({ code: 200, sys })));
  session.said.slice();
  return { dialect, session };
}

/** What a session said after its welcome. */
const later = (said: readonly (readonly unknown[])[]) => said.slice(2);

describe('a deflated body', () => {
  test('inflates, and what comes behind it waits', async () => {
    const { session } = client({ heartbeat: 3 });
    session.read(push('a', 1));
    session.read(deflated('b', { text: 'x'.repeat(10_000) }));
    session.read(push('c', 3));
    session.read(packaged(3));
    session.read(deflated('d', 4, gzipSync));
    session.read(packaged(5, '{"reason":"end"}'));
    expect(later(session.said)).toEqual([['data', { type: 'push', route: 'a', body: 1 }]]);
    expect(later(await session.until(8))).toEqual([
      ['data', { type: 'push', route: 'a', body: 1 }],
      ['data', { type: 'push', route: 'b', body: { text: 'x'.repeat(10_000) } }],
      ['data', { type: 'push', route: 'c', body: 3 }],
      ['pong'],
      ['data', { type: 'push', route: 'd', body: 4 }],
      ['kick', 'end', 'fatal'],
    ]);
  });

  test('of a batch keeps the batch in order', async () => {
    const { session } = client();
    const parts = [deflated('a', 1), push('b', 2)].map((part) => new Uint8Array(part));
    session.read(Uint8Array.from(Buffer.concat(parts)).buffer);
    expect(later(await session.until(4))).toEqual([
      ['data', { type: 'push', route: 'a', body: 1 }],
      ['data', { type: 'push', route: 'b', body: 2 }],
    ]);
  });

  test('that inflates beyond the limit is a bad frame, and what is behind it is not read', async () => {
    const { session } = client({}, { maxInflated: 1_000 });
    session.read(deflated('a', 'x'.repeat(1_000_000)));
    session.read(push('b', 2));
    expect(later(await session.until(3))).toMatchObject([['fail', { code: 'ERR_HEARTWIRE_BAD_FRAME' }]]);
    session.read(push('c', 3));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(later(session.said).length).toBe(1);
  });

  test.each([
    ['that is no zlib data', packaged(4, Buffer.concat([head('a', 6 | DEFLATED), Buffer.from('nothing')]))],
    ['that is cut', deflated('a', 'x'.repeat(500)).slice(0, -5)],
    ['that is empty', packaged(4, head('a', 6 | DEFLATED))],
  ])('%s is a bad frame', async (_name, bad) => {
    const whole = new Uint8Array(bad);
    whole.set([0, (bad.byteLength - 4) >> 8, (bad.byteLength - 4) & 0xff], 1);
    const { session } = client();
    session.read(whole.buffer);
    expect(later(await session.until(3))).toMatchObject([['fail', expect.any(Error)]]);
  });

  test('behind which more waits than may is a bad frame', async () => {
    const { session } = client();
    session.read(deflated('a', 1));
    for (let count = 0; count < 1_000; count += 1) session.read(push('b', count));
    expect(() => session.read(push('b', 0))).toThrow(
      expect.objectContaining({ code: 'ERR_HEARTWIRE_BAD_FRAME' }),
    );
  });

  test('of the handshake inflates too, as Pitaya sends it', async () => {
    const session = heard(pomelo().session('client'));
    session.read(packaged(1, deflateSync('{"code":200,"sys":{"heartbeat":30}}')));
    session.read(push('a', 1));
    expect(await session.until(3)).toEqual([
      ['reply', '02000000'],
      ['welcome', { pingInterval: 30_000, pongTimeout: 30_000 }],
      ['data', { type: 'push', route: 'a', body: 1 }],
    ]);
  });

  test('reaches a server as well', async () => {
    const session = heard(pomelo().session('server'));
    session.read(packaged(1, '{"sys":{}}'));
    session.read(packaged(2));
    session.read(packaged(4, Buffer.concat([head('a.b', 2 | DEFLATED), deflateSync('{"n":1}')])));
    session.read(packaged(4, Buffer.concat([head('c.d', 2), Buffer.from('2')])));
    expect((await session.until(5)).slice(3)).toEqual([
      ['data', { type: 'notify', route: 'a.b', body: { n: 1 } }],
      ['data', { type: 'notify', route: 'c.d', body: 2 }],
    ]);
  });
});

describe('the names of prototypes', () => {
  test('in a dictionary are routes like others', () => {
    const sys = '{"dict":{"__proto__":1,"constructor":2,"a":65536,"b":1.5,"c":"3","d":-1}}';
    const dialect = pomelo();
    const session = heard(dialect.session('client'));
    session.read(packaged(1, `{"code":200,"sys":${sys}}`));
    expect(session.read(frame('04000005 07 0001 7b7d'))).toEqual([
      ['data', { type: 'push', route: '__proto__', body: {} }],
    ]);
    const routes = ['__proto__', 'constructor', 'a', 'b', 'c', 'd', 'toString'];
    const written = routes.map((route) => hex(dialect.write({ type: 'notify', route })));
    expect(written.map((bytes) => bytes.slice(8, 10))).toEqual(['03', '03', '02', '02', '02', '02', '02']);
  });

  test('in schemas change no prototype', () => {
    const field = { option: 'optional', type: 'uInt32', tag: 1 };
    const protos = {
      server: JSON.parse(
        `{"onA":{"__proto__":${JSON.stringify(field)},"constructor":{"option":"optional","type":"uInt32","tag":2}}}`,
      ),
    };
    const { session } = client({ protos });
    const named = Uint8Array.of(6, 3, 0x6f, 0x6e, 0x41, 16, 5);
    const [[, message] = []] = session.read(packaged(4, named)) as unknown as [unknown, { body: object }][];
    expect(Object.entries(message?.body ?? {})).toEqual([['constructor', 5]]);
    const forbidden = Uint8Array.of(6, 3, 0x6f, 0x6e, 0x41, 8, 5);
    expect(() => session.read(packaged(4, forbidden))).toThrow(
      expect.objectContaining({ code: 'ERR_HEARTWIRE_BAD_FRAME' }),
    );
  });

  test('as keys of what comes in are keys', () => {
    const entry = {
      key: { option: 'required', type: 'string', tag: 1 },
      value: { option: 'required', type: 'uInt32', tag: 2 },
    };
    const protos = {
      server: { onA: { all: { option: 'obj', type: 'T', tag: 1 }, __messages: { T: entry } } },
    };
    const { session } = client({ protos });
    const body = Buffer.concat([
      Uint8Array.of(6, 3),
      Buffer.from('onA'),
      Uint8Array.of(10, 1, 9),
      Buffer.from('__proto__'),
      Uint8Array.of(7),
    ]);
    const [[, message] = []] = session.read(packaged(4, body)) as unknown as [
      unknown,
      { body: { all: object } },
    ][];
    expect(Object.entries(message?.body.all ?? {})).toEqual([['__proto__', 7]]);
    expect(Object.getPrototypeOf(message?.body.all)).toBe(Object.prototype);
  });
});

describe('a schema', () => {
  const user = {
    name: { option: 'required', type: 'string', tag: 1 },
    friend: { option: 'optional', type: 'user', tag: 2 },
  };
  const protos = {
    client: { 'a.b': user, 'message user': user },
    server: { onA: user, 'message user': user },
  };

  test.each<[string, unknown]>([
    ['a required field that is missing', {}],
    ['a required field that is missing further in', { name: 'a', friend: {} }],
    ['a number for a string', { name: 5 }],
    ['null for a string', { name: null }],
    ['text for a message', { name: 'a', friend: 'b' }],
    ['an array', ['a']],
    ['text', 'a'],
  ])('refuses %s', (_name, body) => {
    const { dialect } = client({ protos });
    expect(() => dialect.write({ type: 'notify', route: 'a.b', body })).toThrow(
      expect.objectContaining({ code: 'ERR_HEARTWIRE_INVALID_MESSAGE' }),
    );
  });

  test('ends at a depth that no data has, both ways', () => {
    const { dialect, session } = client({ protos });
    let body: object = { name: 'a' };
    for (let depth = 0; depth < 100; depth += 1) body = { name: 'a', friend: body };
    expect(() => dialect.write({ type: 'notify', route: 'a.b', body })).toThrow(
      /its schema does not allow|whose schema does not allow/,
    );
    let bytes = Buffer.from([10, 1, 97]);
    const varint = (value: number) => (value < 128 ? [value] : [(value & 127) | 128, value >> 7]);
    for (let depth = 0; depth < 100; depth += 1)
      bytes = Buffer.concat([Uint8Array.of(18, ...varint(bytes.length)), bytes]);
    const deep = packaged(4, Buffer.concat([Uint8Array.of(6, 3), Buffer.from('onA'), bytes]));
    expect(() => session.read(deep)).toThrow(/its schema does not allow|whose schema does not allow/);
  });

  test.each<[string, readonly number[]]>([
    ['a count of more values than bytes', [10, 0xff, 0xff, 0xff, 0xff, 0x0f]],
    ['a length beyond the end', [18, 0xff, 0xff, 0x03, 1]],
    ['a number that does not end', [10, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0]],
    ['a number that is cut', [10, 0x80]],
    ['a tag that it does not have', [80, 1]],
    ['a message longer than it says', [26, 1, 18, 1, 1]],
  ])('refuses %s', (_name, bytes) => {
    const schema = {
      scores: { option: 'repeated', type: 'sInt32', tag: 1 },
      name: { option: 'optional', type: 'string', tag: 2 },
      more: { option: 'optional', type: 'user', tag: 3 },
    };
    const { session } = client({ protos: { server: { onA: schema, 'message user': schema } } });
    const body = Buffer.concat([Uint8Array.of(6, 3), Buffer.from('onA'), Uint8Array.from(bytes)]);
    expect(() => session.read(packaged(4, body))).toThrow(
      expect.objectContaining({ code: 'ERR_HEARTWIRE_BAD_FRAME' }),
    );
  });
});

describe('a client', () => {
  test('asks for everything anew after a frame that it could not read', async () => {
    const { dialect, session } = client({ dict: { a: 1 }, dictVersion: 'v', useDict: true });
    expect(() => session.read(frame('04000005 07 0009 7b7d'))).toThrow('dictionary');
    const [hello] = await helloOf(dialect.session('client'));
    expect(Buffer.from(hello as Uint8Array).toString()).not.toContain('dictVersion');
  });

  test.each(['{"code":{"toString":1}}', '{}', '{"code":"200"}', '{"code":null}'])(
    'is refused by %s',
    (answer) => {
      const session = heard(pomelo().session('client'));
      expect(session.read(packaged(1, answer))).toEqual([['refuse', 'retry', 'handshake failed (NaN)']]);
    },
  );

  test('passes over a response that nobody waits for', () => {
    expect(client().session.read(frame('04000004 04 05 7b7d'))).toEqual([]);
  });

  test('remembers the latest 16,384 requests', () => {
    const { dialect, session } = client();
    for (let id = 1; id <= 16_385; id += 1) dialect.write({ type: 'request', id, route: 'a' });
    expect(session.read(frame('04000004 04 01 7b7d'))).toEqual([]);
    expect(session.read(frame('04000004 04 02 7b7d'))).toEqual([
      ['data', { type: 'response', id: 2, route: 'a', body: {} }],
    ]);
  });

  test.each([
    [3, 3_000],
    [0.5, 500],
    [0.0001, 1],
    [1e12, 2_147_483_647],
    [0, Infinity],
    [-1, Infinity],
    ['3', Infinity],
    [null, Infinity],
  ])('takes a heartbeat of %o for %i ms', (heartbeat, interval) => {
    const session = heard(pomelo().session('client'));
    const said = session.read(packaged(1, JSON.stringify({ code: 200, sys: { heartbeat } })));
    expect(said[1]).toEqual(['welcome', { pingInterval: interval, pongTimeout: interval }]);
  });

  test('makes a handshake callback that throws a bad frame', () => {
    const refuse = () => {
      throw new Error('not my server');
    };
    const session = heard(pomelo({ handshake: refuse }).session('client'));
    expect(() => session.read(packaged(1, '{"code":200,"sys":{}}'))).toThrow('not my server');
    expect(session.said).toEqual([]);
  });
});

describe('pomelo()', () => {
  test('turns seconds into the times of a server', () => {
    expect(pomelo({ heartbeat: 3 }).beat).toEqual({
      ...{ leads: 'client', life: 'any', serverLife: 'beat', keepAlive: 'always' },
      times: { pingInterval: 3_000, pongTimeout: 3_000 },
    });
    expect(pomelo({ heartbeat: 3, timeout: 10 }).beat.times).toEqual({
      pingInterval: 3_000,
      pongTimeout: 7_000,
    });
    expect(pomelo({ heartbeat: 3, timeout: 2 }).beat.times).toEqual({
      pingInterval: 1_000,
      pongTimeout: 1_000,
    });
    expect(pomelo({ heartbeat: 3, disconnectOnTimeout: false }).beat.times).toEqual({
      pingInterval: 3_000,
      pongTimeout: Infinity,
    });
    expect(pomelo({ answersBeats: false }).beat).toEqual({
      ...{ leads: 'client', life: 'any', keepAlive: 'always', reply: 'none' },
    });
  });

  test.each<[PomeloOptions, string, string]>([
    [{ heartbeat: 0 }, 'ERR_HEARTWIRE_INVALID_OPTION', 'pomelo.heartbeat'],
    [{ heartbeat: Number.NaN }, 'ERR_HEARTWIRE_INVALID_OPTION', 'pomelo.heartbeat'],
    [{ heartbeat: 1, timeout: Infinity }, 'ERR_HEARTWIRE_INVALID_OPTION', 'pomelo.timeout'],
    [{ timeout: 5 }, 'ERR_HEARTWIRE_INVALID_OPTION', 'pomelo.heartbeat'],
    [{ maxInflated: Number.NaN }, 'ERR_HEARTWIRE_INVALID_OPTION', 'pomelo.maxInflated'],
    [{ dict: ['a', 'a'] }, 'ERR_HEARTWIRE_INVALID_OPTION', 'pomelo.dict'],
    [{ dict: [''] }, 'ERR_HEARTWIRE_INVALID_OPTION', 'pomelo.dict'],
    [{ protos: { client: { a: 5 } } }, 'ERR_HEARTWIRE_INVALID_OPTION', 'pomelo.protos.a'],
    [
      { protos: { server: { a: { 'maybe string b': 1 } } } },
      'ERR_HEARTWIRE_INVALID_OPTION',
      'pomelo.protos.a.maybe string b',
    ],
    [
      { protos: { server: { a: { 'optional string b': 1, 'optional string c': 1 } } } },
      'ERR_HEARTWIRE_INVALID_OPTION',
      'pomelo.protos.a.optional string c',
    ],
    [
      { protos: { server: { a: { 'optional string b': 0 } } } },
      'ERR_HEARTWIRE_INVALID_OPTION',
      'pomelo.protos.a.optional string b',
    ],
  ])('refuses %o', (options, code, option) => {
    expect(() => pomelo(options)).toThrow(expect.objectContaining({ name: 'OptionError', code, option }));
  });
});
