import { describe, expect, it } from 'vitest';
import { controlFrames, json, jsonEvent, jsonMode, jsonType, raw, text } from '../../src/dialects/index.ts';
import type { Dialect } from '../../src/ports/dialect.ts';
import type { Frame } from '../../src/ports/transport.ts';
import { type DialectHarness, runDialectContract } from '../../src/testing/dialect-contract.ts';

const both = ['client', 'server'] as const;
const buffer = Uint8Array.of(0, 1, 255).buffer;
const view = new Uint8Array(Uint8Array.of(9, 0, 1, 255, 9).buffer, 1, 3);
const unwritable = [undefined, null, 5, true, {}, [], Symbol('s'), () => 'text', new Date(0)];

/** What carries text and binary as they are. */
const plain = {
  roles: both,
  messages: [
    { sent: '', received: '' },
    { sent: 'grüße \u{1f49a}', received: 'grüße \u{1f49a}' },
    { sent: '{"mode":"MESSAGE"}', received: '{"mode":"MESSAGE"}' },
    { sent: buffer, received: buffer },
    { sent: view, received: buffer },
  ],
  unwritable,
  frames: ['ok', 'heart_beat', buffer],
  badFrames: [],
} as const;

const axes = {
  leads: 'client',
  life: 'any',
  handshake: false,
  badFrame: 'retry',
  requiresControlFrames: false,
} as const;

const notObjects = [
  '',
  'text',
  '{"',
  'null',
  'true',
  '5',
  '"{}"',
  '[]',
  '[{"event":"message"}]',
  buffer,
] as const;
const cyclic: Record<string, unknown> = { event: 'message', type: 'message' };
cyclic.self = cyclic;
const notJson = [1n, cyclic];

const message = { event: 'message', message: 'hi', name: 'ann', num: 2 };
const note = { type: 'note', text: 'hi', to: ['ben'] };

const rows: Readonly<Record<string, DialectHarness>> = {
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
};

describe.each(Object.entries(rows))('the dialect %s', (_name, harness) => {
  runDialectContract(harness, { test: it });
});

describe('the dialect contract', () => {
  const good: DialectHarness = { ...plain, dialect: text(), axes };
  const broken: Readonly<Record<string, { dialect: Partial<Dialect<unknown, never>>; fault: RegExp }>> = {
    'does not beat as it says': {
      dialect: { beat: { leads: 'server', life: 'any' } },
      fault: /the axes: got/,
    },
    'throws a string from read': {
      dialect: {
        session: throwing('oops', (frame) => frame instanceof ArrayBuffer && frame.byteLength === 0),
      },
      fault: /read\(\) threw oops, which is no Error/,
    },
    'swallows messages': {
      dialect: { session: (role) => ({ ...(role === 'client' && { ping: () => 'p' }), read: () => {} }) },
      fault: /the signals of ping 1: got \[\]/,
    },
    'answers later': {
      dialect: { session: (role) => ({ ...text().session(role), read: (async () => {}) as () => void }) },
      fault: /read\(\) returned/,
    },
    'lets one link change another': {
      dialect: { session: sharedCounter() },
      fault: /what a second client reads/,
    },
    'writes anything': {
      dialect: { write: (message) => (ArrayBuffer.isView(message) ? text().write(message) : message) },
      fault: /undefined gave undefined/,
    },
    'pollutes the prototype of all objects': {
      dialect: {
        session: (role) => ({
          ...text().session(role),
          read(frame, signals) {
            text().session(role).read(frame, signals);
            if (frame === '{') Object.assign(Object.prototype, { polluted: true });
          },
        }),
      },
      fault: /the keys of Object.prototype/,
    },
    'invents a verdict': { dialect: { verdict: () => 'again' as 'retry' }, fault: /again on 1000/ },
  };

  it.each(Object.entries(broken))('finds a dialect that %s', async (_name, { dialect, fault }) => {
    const checked = runDialectContract({ ...good, frames: ['{}'], dialect: { ...text(), ...dialect } });
    await expect(checked.finally(() => Reflect.deleteProperty(Object.prototype, 'polluted'))).rejects.toThrow(
      fault,
    );
  });
});

function isText(word: string) {
  return (found: unknown) => found === word;
}

function throwing(thrown: unknown, isCue: (frame: Frame) => boolean): Dialect<unknown, never>['session'] {
  return (role) => ({
    ...text().session(role),
    read(frame, signals) {
      if (isCue(frame)) throw thrown;
      text().session(role).read(frame, signals);
    },
  });
}

function sharedCounter(): Dialect<unknown, never>['session'] {
  let frames = 0;
  return (role) => ({
    ...text().session(role),
    read(frame, signals) {
      if (frame === 'heart_beat' || frame === 'ok') text().session(role).read(frame, signals);
      else if (frame === '{}') signals.data(frames++);
      else signals.data(frame);
    },
  });
}
