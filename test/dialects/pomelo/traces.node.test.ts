import { describe, expect, test } from 'vitest';
import { type PomeloOptions, type PomeloOutgoing, pomelo } from '../../../src/dialects/pomelo.ts';
import { bytes, frame, hex, packaged } from './support/bytes.ts';
import { heard, helloOf } from './support/sessions.ts';

const greeting = '{"sys":{"type":"js-websocket","version":"0.0.1","rsa":{},"protoVersion":0},"user":{}}';

/** A client that has been welcomed with this `sys`. */
function working(sys: object, options: PomeloOptions = {}) {
  const dialect = pomelo(options);
  const session = dialect.session('client');
  const client = heard(session);
  client.read(packaged(1, JSON.stringify({ code: 200, sys })));
  return { dialect, client, session };
}

/** A server that has answered and heard the acknowledgement. */
async function accepted(options: PomeloOptions) {
  const dialect = pomelo(options);
  const server = heard(dialect.session('server'));
  server.read(frame(`01000055 ${greeting}`));
  await server.until(1);
  server.read(frame('02000000'));
  return { dialect, server };
}

const dict = { 'connector.h.echo': 2, onChat: 6 };
const protos = {
  client: {
    'connector.h.echo': {
      a: { option: 'optional', type: 'uInt32', tag: 1 },
      __messages: {},
      __tags: { 1: 'a' },
    },
  },
  server: {
    onChat: { msg: { option: 'optional', type: 'string', tag: 1 }, __messages: {}, __tags: { 1: 'msg' } },
  },
  version: 'v',
};

describe('a client writes what pomelo-protocol writes', () => {
  test('handshake', async () => {
    const [hello] = await helloOf(pomelo().session('client'));
    expect(hex(hello)).toBe(hex(bytes(`01000055 ${greeting}`)));
  });

  test('acknowledgement, at once, and the times of the heartbeat', () => {
    const client = heard(pomelo().session('client'));
    expect(client.read(frame('01000022 {"code":200,"sys":{"heartbeat":1}}'))).toEqual([
      ['reply', '02000000'],
      ['welcome', { pingInterval: 1_000, pongTimeout: 1_000 }],
    ]);
  });

  test('heartbeat', () => {
    expect(hex(pomelo().session('client').ping?.())).toBe('03000000');
  });

  test.each([
    ['request', 1, '0400001a 00 01 10 "connector.h.echo" {"a":1}'],
    ['request', 300, '0400001b 00 ac02 10 "connector.h.echo" {"a":1}'],
    ['request', 2_147_483_647, '0400001e 00 ffffffff07 10 "connector.h.echo" {"a":1}'],
  ] as const)('%s %i', (type, id, expected) => {
    const written = pomelo().write({ type, id, route: 'connector.h.echo', body: { a: 1 } });
    expect(hex(written)).toBe(hex(bytes(expected)));
  });

  test('notify', () => {
    const written = pomelo().write({ type: 'notify', route: 'connector.h.note', body: { n: 1 } });
    expect(hex(written)).toBe(hex(bytes('04000019 02 10 "connector.h.note" {"n":1}')));
  });

  test('a route in the dictionary', () => {
    const { dialect } = working({ heartbeat: 1, dict });
    const written = dialect.write({ type: 'request', id: 1, route: 'connector.h.echo', body: { a: 5 } });
    expect(hex(written)).toBe(hex(bytes('0400000b 01 01 0002 {"a":5}')));
  });

  test('a body with a schema', () => {
    const { dialect } = working({ heartbeat: 1, dict, protos });
    const written = dialect.write({ type: 'request', id: 1, route: 'connector.h.echo', body: { a: 5 } });
    expect(hex(written)).toBe(hex(bytes('04000006 01 01 0002 0805')));
  });
});

describe('a client reads what pomelo and pinus send', () => {
  test('heartbeat', () => {
    expect(working({ heartbeat: 1 }).client.read(frame('03000000'))).toEqual([['pong']]);
  });

  test('response', () => {
    const { dialect, client } = working({ heartbeat: 1 });
    dialect.write({ type: 'request', id: 1, route: 'connector.h.echo' });
    expect(client.read(frame('0400001d 04 01 {"code":200,"echo":{"a":1}}'))).toEqual([
      ['data', { type: 'response', id: 1, route: 'connector.h.echo', body: { code: 200, echo: { a: 1 } } }],
    ]);
  });

  test('push', () => {
    expect(working({}).client.read(frame('04000014 06 06 "onChat" {"msg":"hi"}'))).toEqual([
      ['data', { type: 'push', route: 'onChat', body: { msg: 'hi' } }],
    ]);
  });

  test('a push whose route is a code', () => {
    expect(working({ dict }).client.read(frame('04000012 07 0006 {"msg":"hi u1"}'))).toEqual([
      ['data', { type: 'push', route: 'onChat', body: { msg: 'hi u1' } }],
    ]);
  });

  test('a push with a schema', () => {
    expect(working({ dict, protos }).client.read(frame('0400000a 07 0006 0a056869207531'))).toEqual([
      ['data', { type: 'push', route: 'onChat', body: { msg: 'hi u1' } }],
    ]);
  });

  test('two packages in one frame, in their order', () => {
    const batch = frame('0400000c 06 03 "onA" {"n":1} 0400000c 06 03 "onB" {"n":1}');
    expect(working({}).client.read(batch)).toEqual([
      ['data', { type: 'push', route: 'onA', body: { n: 1 } }],
      ['data', { type: 'push', route: 'onB', body: { n: 1 } }],
    ]);
  });

  test('kick', () => {
    expect(working({}).client.read(frame('0500001c {"reason":"duplicate login"}'))).toEqual([
      ['kick', 'duplicate login', 'fatal'],
    ]);
  });

  test('kick without a body', () => {
    expect(working({}).client.read(frame('05000000'))).toEqual([['kick', '', 'fatal']]);
  });

  test.each([
    [500, {}, 'fatal', 'handshake failed (500)'],
    [500, { user: () => ({}) }, 'refresh', 'handshake failed (500)'],
    [501, {}, 'fatal', 'client not supported (501)'],
    [503, {}, 'retry', 'handshake failed (503)'],
  ] as const)('refusal %i, with %o', (code, options, verdict, reason) => {
    const client = heard(pomelo(options).session('client'));
    expect(client.read(frame(`0100000c {"code":${code}}`))).toEqual([['refuse', verdict, reason]]);
  });
});

describe('a server', () => {
  test('answers the handshake, and the acknowledgement by a heartbeat', async () => {
    const { server } = await accepted({ heartbeat: 1 });
    expect(server.said).toEqual([
      ['reply', hex(bytes('01000022 {"code":200,"sys":{"heartbeat":1}}'))],
      ['ping', '03000000'],
      ['welcome'],
      ['data', { type: 'handshake', ...JSON.parse(greeting) }],
    ]);
  });

  test('answers each heartbeat', async () => {
    const { server } = await accepted({ heartbeat: 1 });
    expect(server.read(frame('03000000'))).toEqual([['ping', '03000000']]);
  });

  test('reads a request and a notify', async () => {
    const { server } = await accepted({});
    expect(server.read(frame('0400001a 00 01 10 "connector.h.echo" {"a":1}'))).toEqual([
      ['data', { type: 'request', id: 1, route: 'connector.h.echo', body: { a: 1 } }],
    ]);
    expect(server.read(frame('04000019 02 10 "connector.h.note" {"n":1}'))).toEqual([
      ['data', { type: 'notify', route: 'connector.h.note', body: { n: 1 } }],
    ]);
  });

  test.each<[string, PomeloOutgoing, string]>([
    [
      'response',
      { type: 'response', id: 1, route: 'a.b.c', body: { code: 200, echo: { a: 1 } } },
      '0400001d 04 01 {"code":200,"echo":{"a":1}}',
    ],
    ['push', { type: 'push', route: 'onChat', body: { msg: 'hi' } }, '04000014 06 06 "onChat" {"msg":"hi"}'],
    ['kick', { type: 'kick', reason: 'duplicate login' }, '0500001c {"reason":"duplicate login"}'],
    ['kick without a reason', { type: 'kick' }, '05000000'],
    [
      'two pushes in one frame',
      [
        { type: 'push', route: 'onA', body: { n: 1 } },
        { type: 'push', route: 'onB', body: { n: 1 } },
      ],
      '0400000c 06 03 "onA" {"n":1} 0400000c 06 03 "onB" {"n":1}',
    ],
  ])('writes a %s', (_name, outgoing, expected) => {
    expect(hex(pomelo({ heartbeat: 1 }).write(outgoing))).toBe(hex(bytes(expected)));
  });

  test('writes a push with a code and a schema, and reads a request with both', async () => {
    const source = {
      client: { 'b.c': { 'optional uInt32 a': 1 } },
      server: { onChat: { 'optional string msg': 1 } },
    };
    const routes = ['x', 'b.c', 'y', 'z', 'w', 'onChat'];
    const { dialect, server } = await accepted({ dict: routes, protos: source });
    const push = dialect.write({ type: 'push', route: 'onChat', body: { msg: 'hi u1' } });
    expect(hex(push)).toBe(hex(bytes('0400000a 07 0006 0a056869207531')));
    expect(server.read(frame('04000006 01 01 0002 0805'))).toEqual([
      ['data', { type: 'request', id: 1, route: 'b.c', body: { a: 5 } }],
    ]);
  });

  test.each([
    [500, { handshake: () => Promise.reject(new Error('no')) }, greeting],
    [500, {}, '{"user":{"t":"1"}}'],
    [500, {}, '[1,2,3,4]'],
    [500, {}, '{"sys"'],
    [501, { checkClient: () => false }, greeting],
  ] as const)('refuses by %i', async (code, options, body) => {
    const server = heard(pomelo(options).session('server'));
    server.read(packaged(1, body));
    const verdict = code === 501 ? 'fatal' : 'retry';
    const reason = code === 501 ? 'client not supported (501)' : 'handshake failed (500)';
    expect(await server.until(2)).toEqual([
      ['reply', hex(bytes(`0100000c {"code":${code}}`))],
      ['refuse', verdict, reason],
    ]);
  });
});
