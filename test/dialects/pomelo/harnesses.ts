import type { PomeloIncoming, PomeloOptions, PomeloOutgoing } from '../../../src/dialects/pomelo.ts';
import { pomelo } from '../../../src/dialects/pomelo.ts';
import type { Dialect, DialectSignals } from '../../../src/ports/dialect.ts';
import type { DialectHarness } from '../../../src/testing/dialect-contract.ts';
import { axes, both, cyclic, notJson, notObjects, unwritable } from '../harness-parts.ts';
import { frame, packaged } from './support/bytes.ts';

const silent = Object.fromEntries(
  ['data', 'ping', 'pong', 'welcome', 'reply', 'fail', 'refuse', 'kick'].map((name) => [name, () => {}]),
) as unknown as DialectSignals<PomeloIncoming>;

const greeting = packaged(1, '{"sys":{"type":"js-websocket","version":"0.0.1"},"user":{}}');

const user = {
  name: { option: 'required', type: 'string', tag: 1 },
  scores: { option: 'repeated', type: 'sInt32', tag: 2 },
  friends: { option: 'repeated', type: 'user', tag: 3 },
};
const protos = { client: { 'a.b': user }, server: { onUser: user }, version: 'v' };
const shared = { 'message user': user };
const sys = {
  heartbeat: 3,
  dict: { 'a.b': 1, onUser: 2, __proto__: 3, constructor: 4 },
  protos: { ...protos, client: { ...protos.client, ...shared }, server: { ...protos.server, ...shared } },
};

const welcome = packaged(1, JSON.stringify({ code: 200, sys }));
const plainWelcome = packaged(1, '{"code":200,"sys":{"heartbeat":3}}');

/** The dialect with sessions whose handshake is over: before that they pass over all but handshakes. */
function working(options: PomeloOptions, welcomed: ArrayBuffer): Dialect<PomeloIncoming, PomeloOutgoing> {
  const dialect = pomelo(options);
  return {
    ...dialect,
    session(role) {
      const session = dialect.session(role);
      for (const each of role === 'client' ? [welcomed] : [greeting, packaged(2)]) session.read(each, silent);
      return session;
    },
  };
}

const given = (message: PomeloOutgoing) => ({ sent: message, received: message });

const badFrames = [
  ...notObjects,
  new ArrayBuffer(0),
  frame('00000000'),
  frame('06000000'),
  frame('040000'),
  frame('04000001'),
  frame('0400000206'),
  frame('04ffffff06'),
  frame('03000000 0400'),
];

/** A link that works, and so takes every message. */
const inWork = [
  frame('04000000'),
  frame('04000001 08'),
  frame('04000001 0e'),
  frame('04000002 0005'),
  frame('04000005 00ffffffff'),
  packaged(4, Uint8Array.of(0, ...Array.from({ length: 2_000 }, () => 0x80), 1, 1, 97)),
  packaged(4, Uint8Array.of(0, 1, 200, 97)),
  packaged(4, Buffer.from('\x02\x03x.y{"')),
  packaged(4, Uint8Array.of(3, 0x99, 0x99)),
];

const messages = [
  given({ type: 'request', id: 1, route: 'x.y.z', body: { a: [1, { b: null }] } }),
  given({ type: 'request', id: 2_147_483_647, route: 'x.y.z', body: 'grüße \u{1f49a}' }),
  given({ type: 'notify', route: 'x'.repeat(255), body: null }),
  given({ type: 'notify', route: 'ü\u{1f49a}', body: 0 }),
  given({ type: 'push', route: 'constructor', body: [] }),
  { sent: { type: 'push', route: '__proto__' }, received: { type: 'push', route: '__proto__', body: {} } },
];

const refused = [
  ...unwritable,
  { type: 'request', id: 0, route: 'a' },
  { type: 'request', id: 2 ** 31, route: 'a' },
  { type: 'request', id: 1.5, route: 'a' },
  { type: 'response', id: -1, route: 'a' },
  { type: 'push', route: '' },
  { type: 'push' },
  { type: 'push', route: 'x'.repeat(256) },
  { type: 'push', route: 'ü'.repeat(128) },
  { type: 'handshake', sys: {}, user: {} },
  { type: 'notify', route: 'a', body: 'x'.repeat(2 ** 24) },
  ...[...notJson, cyclic, () => 1].map((body) => ({ type: 'notify', route: 'a', body })),
];

const frames = [
  welcome,
  packaged(1, '{"code":500}'),
  packaged(1, '{"code":501}'),
  packaged(1, '{"code":200}'),
  packaged(2),
  packaged(3),
  packaged(5),
  packaged(5, '{"reason":"duplicate login"}'),
  frame('0400000c 06 03 "onA" {"n":1} 0400000c 06 03 "onB" {"n":1}'),
  frame('0400001d 04 01 {"code":200,"echo":{"a":1}}'),
  packaged(4, Uint8Array.of(3, 0, 1, 10, 1, 97, 18, 2, 2, 4, 26, 3, 10, 1, 98)),
  packaged(4, Uint8Array.of(0x16, 1, 97, 0x78, 0x9c, 1, 2, 3)),
];

const early = {
  dialect: pomelo(),
  axes: { ...axes, handshake: true },
  messages: [],
  unwritable: refused,
  frames: [greeting, ...frames],
  badFrames,
};

/** Rows of the dialect contract. */
export const pomeloHarnesses: Readonly<Record<string, DialectHarness>> = {
  'pomelo(), a client before the handshake': { ...early, roles: ['client'] },
  'pomelo(), a server before the handshake': { ...early, roles: ['server'] },
  'pomelo(), a client at work': {
    dialect: working({ badFrame: 'fatal' }, welcome),
    axes: { ...axes, handshake: true, badFrame: 'fatal' },
    roles: ['client'],
    messages,
    unwritable: refused,
    frames,
    badFrames: [...badFrames, ...inWork],
  },
  'pomelo({ heartbeat }), both ends at work': {
    dialect: working({ heartbeat: 3 }, plainWelcome),
    axes: { ...axes, handshake: true },
    roles: both,
    messages,
    unwritable: refused,
    frames,
    badFrames: [...badFrames, ...inWork],
  },
};
