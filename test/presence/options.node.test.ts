import { describe, expect, it, test } from 'vitest';
import { OptionError } from '../../src/errors.ts';
import { createPresence } from '../../src/presence/index.ts';
import { redisStore } from '../../src/presence/redis.ts';

/** What JavaScript can hand over where TypeScript would have objected. */
const loose = <Result>(value: unknown) => value as Result;

const client = { options: {}, duplicate: () => Promise.reject(new Error('nobody asked')) };
const make = (options: object) => () => createPresence(loose(options));
const store = (options: object) => () => redisStore(loose(client), loose(options));
const joined =
  (...args: readonly unknown[]) =>
  () =>
    (createPresence().join as (...args: readonly unknown[]) => void).call(createPresence(), ...args);
const on =
  (method: 'touch' | 'leave' | 'list' | 'count' | 'publish' | 'subscribe', ...args: readonly unknown[]) =>
  () => {
    const presence = createPresence();
    return (presence[method] as (...args: readonly unknown[]) => unknown).call(presence, ...args);
  };
const cycle: unknown[] = [];
cycle.push(cycle);

const refusals: readonly (readonly [title: string, call: () => unknown, code: string, option: string])[] = [
  ['activeWithin 0', make({ activeWithin: 0 }), 'INVALID_TIME', 'activeWithin'],
  ['activeWithin NaN', make({ activeWithin: Number.NaN }), 'INVALID_TIME', 'activeWithin'],
  ['activeWithin 2 ** 31', make({ activeWithin: 2 ** 31 }), 'INVALID_TIME', 'activeWithin'],
  ["activeWithin '5'", make({ activeWithin: '5' }), 'INVALID_TIME', 'activeWithin'],
  ['grace -1', make({ grace: -1 }), 'INVALID_TIME', 'grace'],
  ['grace Infinity', make({ grace: Infinity }), 'INVALID_TIME', 'grace'],
  ['a store that is none', make({ store: {} }), 'INVALID_OPTION', 'store'],
  ['an environment that is none', make({ environment: {} }), 'INVALID_OPTION', 'environment'],
  ['an unknown option', make({ graze: 5 }), 'UNKNOWN_OPTION', 'graze'],
  ['options that are none', () => createPresence(loose(5)), 'INVALID_OPTION', 'options'],
  ['an empty room', joined('', 'ann'), 'INVALID_OPTION', 'room'],
  ['a room of 257 characters', joined('x'.repeat(257), 'ann'), 'INVALID_OPTION', 'room'],
  ['a room that is a number', joined(5, 'ann'), 'INVALID_OPTION', 'room'],
  ['a room with half a surrogate pair', joined('a\ud800', 'ann'), 'INVALID_OPTION', 'room'],
  ['no member', joined('lobby'), 'INVALID_OPTION', 'member'],
  ['a member of 257 characters', joined('lobby', 'x'.repeat(257)), 'INVALID_OPTION', 'member'],
  ['an unknown option of join', joined('lobby', 'ann', { conection: 1 }), 'UNKNOWN_OPTION', 'join.conection'],
  ['a connection null', joined('lobby', 'ann', { connection: null }), 'INVALID_OPTION', 'join.connection'],
  ['a meta that is a function', joined('lobby', 'ann', { meta: () => {} }), 'INVALID_OPTION', 'meta'],
  ['a meta with a cycle', joined('lobby', 'ann', { meta: cycle }), 'INVALID_OPTION', 'meta'],
  ['a meta with a BigInt', joined('lobby', 'ann', { meta: 5n }), 'INVALID_OPTION', 'meta'],
  [
    'a meta of 4,097 characters',
    joined('lobby', 'ann', { meta: 'x'.repeat(4_095) }),
    'INVALID_OPTION',
    'meta',
  ],
  ['a touch of nobody', on('touch', undefined), 'INVALID_OPTION', 'connection'],
  ['a leave of null', on('leave', null), 'INVALID_OPTION', 'connection'],
  [
    'a leave with an unknown option',
    on('leave', 'lobby', 'ann', { soon: true }),
    'UNKNOWN_OPTION',
    'leave.soon',
  ],
  [
    'a leave of a connection with one',
    on('leave', 1, { connection: 1 }),
    'UNKNOWN_OPTION',
    'leave.connection',
  ],
  ['a leave now by a word', on('leave', 1, { now: 'yes' }), 'INVALID_OPTION', 'leave.now'],
  ['a list of no room', on('list'), 'INVALID_OPTION', 'room'],
  ['a count of an object', on('count', {}), 'INVALID_OPTION', 'room'],
  ['a message to no room', on('publish', '', 1), 'INVALID_OPTION', 'room'],
  ['a message of nothing', on('publish', 'lobby'), 'INVALID_OPTION', 'message'],
  ['a listener of no room', on('subscribe', ''), 'INVALID_OPTION', 'room'],
  ['no client', () => redisStore(loose(undefined)), 'MISSING_OPTION', 'client'],
  ['a client that is none', () => redisStore(loose({})), 'INVALID_OPTION', 'client'],
  ['a lease of 249', store({ lease: 249 }), 'INVALID_TIME', 'lease'],
  ['a lease of Infinity', store({ lease: Infinity }), 'INVALID_TIME', 'lease'],
  ['an empty prefix', store({ prefix: '' }), 'INVALID_OPTION', 'prefix'],
  ['a node that is a number', store({ node: 5 }), 'INVALID_OPTION', 'node'],
  ['an unknown option of the store', store({ ttl: 5 }), 'UNKNOWN_OPTION', 'ttl'],
];

describe('what is refused', () => {
  it.each(refusals)('%s', (_, call, code, option) => {
    let thrown: unknown;
    try {
      call();
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(OptionError);
    expect(thrown).toMatchObject({ code: `ERR_HEARTWIRE_${code}`, option });
  });

  test('leaves everything as it was', () => {
    const presence = createPresence();
    expect(() => presence.join('lobby', 'x'.repeat(257))).toThrow(OptionError);
    expect(() => presence.join('lobby', 'ann', { meta: 5n })).toThrow(OptionError);
    expect([presence.count('lobby'), presence.list('lobby')]).toEqual([{ total: 0, active: 0 }, []]);
  });

  test('does not carry a name that came from outside', () => {
    const name = `secret${'x'.repeat(300)}`;
    expect(() => createPresence().list(name)).toThrow(
      expect.objectContaining({ value: undefined, message: expect.not.stringContaining('secret') }),
    );
  });
});

describe('what is taken', () => {
  test('names of 1 to 256 characters, whole surrogate pairs among them, and 4,096 characters of meta', () => {
    const presence = createPresence<string>();
    const name = '😀'.repeat(128);
    presence.join(name, name, { meta: 'x'.repeat(4_094), connection: 0 });
    presence.join('x', 'x', { connection: '' });
    expect([presence.list(name), presence.list('x').length]).toEqual([
      [{ member: name, meta: 'x'.repeat(4_094), active: true }],
      1,
    ]);
    expect([presence.leave(0, { now: true }), presence.leave('', { now: true })]).toEqual([true, true]);
  });
});
