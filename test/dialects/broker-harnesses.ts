import { centrifugo, discord, keepAlive, mqtt, mqttConnect, nats, pusher } from '../../src/dialects/index.ts';
import type { DialectHarness } from '../../src/testing/dialect-contract.ts';
import { axes, both, buffer, cyclic, notJson, notObjects, plain, unwritable } from './harness-parts.ts';

/** A frame of these bytes, as a socket hands it over. */
export const bytes = (...values: readonly number[]): ArrayBuffer => Uint8Array.from(values).buffer;
/** A frame of this text's bytes. */
export const utf8 = (text: string): ArrayBuffer => new TextEncoder().encode(text).buffer;

const subscribe = { id: 2, subscribe: { channel: 'news' } };
const established = {
  event: 'pusher:connection_established',
  data: '{"socket_id":"1.2","activity_timeout":120}',
};
const chat = { event: 'chat', channel: 'room', data: '{"text":"hi"}' };
const identify = { op: 2, d: { token: 't', intents: 513 } };
const publish = bytes(0x30, 9, 0, 4, 99, 104, 97, 116, 104, 105, 33);
const message = utf8('MSG news 1 7\r\nPING\r\n!\r\n');

const sentAsItCame = (messages: readonly unknown[]) => messages.map((sent) => ({ sent, received: sent }));

/** The rows of the dialects of brokers, gateways and hubs, and of the one that is none. */
export const brokerHarnesses: Readonly<Record<string, DialectHarness>> = {
  'centrifugo()': {
    dialect: centrifugo({ connect: { token: 't' } }),
    axes: { ...axes, leads: 'server', handshake: true },
    roles: both,
    messages: sentAsItCame([subscribe, { push: { channel: 'news', pub: { data: 1 } } }]),
    unwritable: [...notJson, ...unwritable, { ...cyclic }],
    frames: [
      '{"id":1,"connect":{"client":"c","version":"6.0.0","ping":25,"pong":true}}',
      '{"id":1,"error":{"code":109,"message":"token expired","temporary":true}}',
      '{}\n{"push":{"channel":"news","pub":{"data":1}}}\n{}',
      '\n',
    ],
    badFrames: [...notObjects.filter((frame) => frame !== ''), '{"id":', '{} {}', '{}\n[]'],
  },
  'pusher()': {
    dialect: pusher(),
    axes: { ...axes, handshake: true },
    roles: both,
    messages: sentAsItCame([chat, { event: '' }]),
    unwritable: [
      ...notJson,
      ...unwritable,
      { event: 5 },
      { event: 'pusher:ping' },
      { event: 'pusher:pong' },
      cyclic,
    ],
    frames: [
      JSON.stringify(established),
      '{"event":"pusher:error","data":{"code":4001,"message":"App key not found"}}',
      '{"event":"pusher:error","data":{"code":4200,"message":"again"}}',
      '{"event":"pusher:ping"}',
    ],
    badFrames: [...notObjects, '{}', '{"event":5}', '{"event":null}', '{"event":{}}'],
  },
  'discord()': {
    dialect: discord(),
    axes: { ...axes, life: 'beat', handshake: true },
    roles: both,
    messages: sentAsItCame([identify, { op: 0, t: 'READY', s: 1, d: {} }]),
    unwritable: [...notJson, ...unwritable, { op: '2' }, { op: 1.5 }, { op: 1, d: 3 }, { ...cyclic, op: 3 }],
    frames: [
      '{"op":10,"d":{"heartbeat_interval":41250}}',
      '{"op":0,"t":"READY","s":1,"d":{}}',
      '{"op":1,"d":null}',
      '{"op":7,"d":null}',
      '{"op":9,"d":false}',
    ],
    badFrames: [...notObjects, '{}', '{"op":"1"}', '{"op":null}', '{"op":0.5}', '{"d":{}}'],
  },
  'mqtt()': {
    dialect: mqtt({ connect: mqttConnect({ version: 5, clientId: 'ann', username: 'ann', password: 'p' }) }),
    axes: { ...axes, handshake: true },
    roles: both,
    messages: [
      { sent: publish, received: publish },
      { sent: new Uint8Array(publish), received: publish },
    ],
    unwritable: [...unwritable, '', 'text', new Blob([])],
    frames: [
      bytes(0x20, 2, 0, 0),
      bytes(0x20, 6, 0, 0, 3, 19, 0, 10),
      bytes(0x20, 14, 0, 0, 11, 38, 0, 1, 97, 0, 1, 98, 36, 1, 18, 0, 0),
      bytes(0x20, 2, 0, 5),
      bytes(0xe0, 2, 0x8e, 0),
      bytes(0xd0, 0, 0xd0, 0, 0x40, 2, 0, 1),
    ],
    badFrames: ['', 'text', '\x20\x02', bytes(0, 0), bytes(0x30, 255, 255, 255, 255), bytes(0x0f)],
  },
  'nats()': {
    dialect: nats({ connect: { user: 'ann', pass: 'p' }, sign: (nonce) => `signed ${nonce}` }),
    axes: { ...axes, handshake: true },
    roles: both,
    messages: [
      { sent: message, received: message },
      { sent: 'SUB grüße 1\r\n', received: utf8('SUB grüße 1\r\n') },
      { sent: 'pub a 0\r\n\r\n', received: utf8('pub a 0\r\n\r\n') },
    ],
    unwritable,
    frames: [
      'INFO {"server_id":"s","max_payload":1048576,"nonce":"n"}\r\n',
      utf8('PING\r\nHMSG a 1 12 14\r\nNATS/1.0\r\n\r\nhi\r\n+OK\r\n'),
      "-ERR 'Authorization Violation'\r\n",
      utf8('-ERR \'Permissions Violation for Subscription to "a"\'\r\n'),
    ],
    badFrames: [
      '\r\n',
      'HELO\r\n',
      'PINGS\r\n',
      'PING\n',
      'MSG a 1\n',
      'MSG a 1 x\r\n',
      'MSG\r\n',
      'MSG a 1 2\r\nhi!!',
      'MSG a 1 999999999\r\n',
      'PING\rPONG\r\n',
      new Blob(['PING\r\n']) as never,
    ],
  },
  'keepAlive()': {
    ...plain,
    dialect: keepAlive({ frame: '{"type":"noop"}' }),
    axes,
    frames: ['{"type":"noop"}', buffer],
  },
};
