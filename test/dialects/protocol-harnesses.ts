import {
  engineIo,
  graphqlTransportWs,
  type PhoenixMessage,
  phoenix,
  signalR,
  signalRServer,
  stomp,
  stompServer,
} from '../../src/dialects/index.ts';
import type { DialectHarness } from '../../src/testing/dialect-contract.ts';
import { axes, both, buffer, cyclic, notJson, notObjects, unwritable, view } from './harness-parts.ts';

const next = { id: '1', type: 'next', payload: { data: { greetings: 'hi' } } };
const join: PhoenixMessage = ['1', '2', 'room:lobby', 'phx_join', { name: 'ann' }];
const invocation = { type: 1, target: 'Send', arguments: [42, 'text'] };
const send = 'SEND\ndestination:/queue/a\n\nhello\0';
const connect = 'CONNECT\naccept-version:1.2\nhost:/\nheart-beat:4000,6000\n\n\0';
const connected = 'CONNECTED\nversion:1.2\nheart-beat:6000,4000\n\n\0';

const signalRRow = {
  messages: [invocation, { type: 99, more: [] }].map((sent) => ({ sent, received: sent })),
  unwritable: [...notJson, ...unwritable, { type: '1' }, { type: 6 }, { ...cyclic, type: 1 }],
  badFrames: [
    ...notObjects,
    '{}',
    '{"type":6}',
    '{"type":"6"}\x1e',
    '{"type":6}\x1e{"type":',
    '{"type":6}\x1e{"type":null}\x1e',
    '\x1e',
    '{}\x1e\x1e',
  ],
} as const;

const stompRow = {
  messages: [
    { sent: send, received: send },
    { sent: 'hello\0\n', received: 'hello\0\n' },
    { sent: buffer, received: buffer },
    { sent: view, received: buffer },
  ],
  unwritable: [...unwritable, '', '\n', '\r\n'],
} as const;

/** The rows of the dialects that speak a public protocol over JSON, packets or frames. */
export const protocolHarnesses: Readonly<Record<string, DialectHarness>> = {
  'graphqlTransportWs()': {
    dialect: graphqlTransportWs({ connectionParams: { token: 't' } }),
    axes: { ...axes, handshake: true, badFrame: 'fatal' },
    roles: both,
    messages: [next, { type: 'complete', id: '1' }, { type: '' }].map((sent) => ({ sent, received: sent })),
    unwritable: [
      ...notJson,
      ...unwritable,
      { type: 5 },
      { type: 'ping' },
      { type: 'pong' },
      { type: 'connection_init' },
      cyclic,
    ],
    frames: [
      '{"type":"connection_ack","payload":{"user":"ann"}}',
      '{"type":"pong","payload":{"at":1}}',
      '{"type":"ping","payload":{"at":1}}',
    ],
    badFrames: [...notObjects, '{}', '{"type":5}', '{"type":null}', '{"type":{}}'],
  },
  'engineIo()': {
    dialect: engineIo({ sid: () => 'a' }),
    axes: { ...axes, leads: 'server', life: 'beat', handshake: true },
    roles: both,
    messages: [
      { sent: '4', received: '4' },
      { sent: '4grüße \u{1f49a}', received: '4grüße \u{1f49a}' },
      { sent: '42["chat",{"text":"hi"}]', received: '42["chat",{"text":"hi"}]' },
      { sent: buffer, received: buffer },
      { sent: view, received: buffer },
    ],
    unwritable: [...unwritable, '', 'hello', '2', '3', '1', '0{}'],
    frames: [
      '0{"sid":"a","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1e6}',
      '1',
      '6',
    ],
    badFrames: ['', 'hello', '7', '9', '{"sid":"a"}', 'b4aGk=', '-1', ' 2', '０'],
  },
  'phoenix()': {
    dialect: phoenix(),
    axes: { ...axes, life: 'beat' },
    roles: both,
    messages: [
      { sent: join, received: join },
      { sent: [null, null, 't', 'e', null], received: [null, null, 't', 'e', null] },
      { sent: buffer, received: buffer },
      { sent: view, received: buffer },
    ],
    unwritable: [
      ...unwritable,
      '[null,"1","t","e",{}]',
      [null, '1', 't', 'e'],
      [1, '1', 't', 'e', {}],
      [null, '1', 't', null, {}],
      [null, '1', 'phoenix', 'heartbeat', {}],
      [null, null, 't', 'e', 1n],
    ],
    frames: [
      '[null,"1","phoenix","phx_reply",{"status":"ok","response":{}}]',
      '["1",null,"room:lobby","new_msg",{"body":"hi"}]',
    ],
    badFrames: [
      ...notObjects.filter((frame) => typeof frame === 'string'),
      '{}',
      '[null,"1","t","e"]',
      '[1,"1","t","e",{}]',
      '[null,2,"t","e",{}]',
      '[null,null,3,"e",{}]',
      '[null,null,"t",{},{}]',
    ],
  },
  'signalR()': {
    ...signalRRow,
    dialect: signalR(),
    axes: { ...axes, handshake: true },
    roles: ['client'],
    frames: ['{}\x1e', '{"error":"no"}\x1e', '{}\x1e{"type":6}\x1e', '{"type":7,"allowReconnect":true}\x1e'],
  },
  'signalRServer()': {
    ...signalRRow,
    dialect: signalRServer(),
    axes: { ...axes, leads: 'server', handshake: true },
    roles: ['server'],
    frames: ['{"protocol":"json","version":1}\x1e', '{"protocol":"messagepack","version":1}\x1e'],
  },
  'stomp()': {
    ...stompRow,
    dialect: stomp({ headers: { login: 'ann', passcode: 'p' } }),
    axes: { ...axes, handshake: true },
    roles: ['client'],
    frames: [connected, new TextEncoder().encode(connected).buffer, 'ERROR\nmessage:no\n\nno\0', '\r\n'],
    badFrames: ['CONNECTED\nheart-beat:\n\n\0', 'CONNECTED\nheart-beat:1,-1\n\n\0'],
  },
  'stompServer()': {
    ...stompRow,
    dialect: stompServer(),
    axes: { ...axes, leads: 'server', handshake: true },
    roles: ['server'],
    frames: [connect, new TextEncoder().encode(connect).buffer, 'STOMP\naccept-version:1.0\n\n\0', '\r\n'],
    badFrames: ['CONNECT\naccept-version:1.2\nheart-beat:1\n\n\0'],
  },
};
