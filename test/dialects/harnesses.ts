import { controlFrames, json, jsonEvent, jsonMode, jsonType, raw, text } from '../../src/dialects/index.ts';
import type { DialectHarness } from '../../src/testing/dialect-contract.ts';
import { brokerHarnesses } from './broker-harnesses.ts';
import { axes, both, buffer, cyclic, notJson, notObjects, plain, unwritable } from './harness-parts.ts';
import { pomeloHarnesses } from './pomelo/harnesses.ts';
import { protocolHarnesses } from './protocol-harnesses.ts';

const message = { event: 'message', message: 'hi', name: 'ann', num: 2 };
const note = { type: 'note', text: 'hi', to: ['ben'] };

/** Every dialect with its axes and samples: what the contract and the fuzzer run. A new dialect appends a row. */
export const harnesses: Readonly<Record<string, DialectHarness>> = {
  'raw()': { ...plain, dialect: raw(), axes: { ...axes, leads: 'transport' } },
  'controlFrames()': {
    ...plain,
    dialect: controlFrames(),
    axes: { ...axes, leads: 'transport', requiresControlFrames: true },
  },
  'text()': { ...plain, dialect: text(), axes, unwritable: [...unwritable, 'heart_beat'] },
  "text({ ping: 'tick', pong: 'tick' }), an echo": {
    ...plain,
    dialect: text({ ping: 'tick', pong: 'tick' }),
    axes,
    frames: ['tick'],
  },
  'text() with a matcher': {
    ...plain,
    roles: ['client'],
    dialect: text({ ping: '2', pong: (frame) => frame.startsWith('3') }),
    axes,
    frames: ['3', '3probe'],
  },
  'json(), no beats': {
    dialect: json({ badFrame: 'fatal' }),
    axes: { ...axes, leads: 'transport', badFrame: 'fatal' },
    roles: both,
    messages: [null, true, 5, 'text', [], { a: [1, { b: null }] }].map((sent) => ({ sent, received: sent })),
    unwritable: [...notJson, undefined, () => 1, Symbol('s')],
    frames: [],
    badFrames: ['', 'text', '{"', "{'a':1}", buffer],
  },
  'json(), client-led, symmetric, with a handshake': {
    dialect: json({
      ping: () => ({ type: 'ping', id: 7 }),
      isPing: { type: 'ping' },
      pong: (ping) => ({ ...(ping as object), type: 'pong' }),
      isPong: { type: 'pong' },
      hello: [{ type: 'connection_init', token: 't' }],
      isWelcome: { type: 'connection_ack' },
      isRefused: (found) => (Object(found).type === 'denied' ? 'fatal' : undefined),
      decode: (found) => Object(found).payload as unknown,
      encode: (payload: unknown) => ({ type: 'next', payload }),
      life: 'beat',
    }),
    axes: { ...axes, life: 'beat', handshake: true },
    roles: both,
    messages: [{ sent: { a: 1 }, received: { a: 1 } }],
    unwritable: notJson,
    frames: ['{"type":"connection_ack"}', '{"type":"denied"}'],
    badFrames: ['text', buffer],
  },
  'json(), server-led': {
    dialect: json({
      leads: 'server',
      ping: 'beat',
      isPing: isText('beat'),
      pong: 'here',
      isPong: isText('here'),
    }),
    axes: { ...axes, leads: 'server' },
    roles: both,
    messages: [{ sent: 'other', received: 'other' }],
    unwritable: notJson,
    frames: [],
    badFrames: ['beat'],
  },
  'jsonMode()': {
    dialect: jsonMode(),
    axes,
    roles: both,
    messages: [null, 0, false, '', 'HEART_BEAT', [], { mode: 'HEART_BEAT' }].map((sent) => ({
      sent,
      received: sent,
    })),
    unwritable: [...notJson, undefined, () => 1, Symbol('s')],
    frames: ['{"mode":"NOTICE","msg":"soon"}'],
    badFrames: [...notObjects, '{}', '{"mode":5,"msg":1}', '{"msg":"hi"}', '{"mode":"MESSAGE"}'],
  },
  'jsonEvent()': {
    dialect: jsonEvent({ enter: { name: 'ann', roomId: 1 }, auth: 'token', count: () => 3 }),
    axes: { ...axes, leads: 'server' },
    roles: both,
    messages: [
      { sent: message, received: message },
      { sent: { event: '' }, received: { event: '' } },
    ],
    unwritable: [...notJson, ...unwritable, { event: 5 }, { event: 'heartbeat', message: 'pong' }, cyclic],
    frames: [
      '{"event":"noAuth"}',
      '{"event":"heartbeat","message":"ping","num":-1}',
      '{"event":"heartbeat"}',
    ],
    badFrames: [...notObjects, '{}', '{"event":5}', '{"event":null}', '{"event":["heartbeat"]}'],
  },
  'jsonType()': {
    dialect: jsonType({ ping: { user: 'ann', room: 1 }, answer: () => ({ users: [], activityUsers: 1 }) }),
    axes: { ...axes, life: 'beat' },
    roles: both,
    messages: [{ sent: note, received: note }],
    unwritable: [...notJson, ...unwritable, { type: 5 }, { type: 'ping' }, cyclic],
    frames: [
      '{"type":"ping","status":"pong","user":"ann","room":1,"users":[]}',
      '{"type":"ping","status":"pong","user":"ben","room":1,"users":["ben"]}',
      '{"type":"ping","status":"expired"}',
    ],
    badFrames: [...notObjects, '{}', '{"type":5}', '{"type":{}}'],
  },
  ...protocolHarnesses,
  ...brokerHarnesses,
  ...pomeloHarnesses,
};

function isText(word: string) {
  return (found: unknown) => found === word;
}
