import { describe, expect, it } from 'vitest';
import { text } from '../../src/dialects/index.ts';
import { OptionError } from '../../src/errors.ts';
import { signalsOf } from './signals.ts';

describe('text() on a client', () => {
  it('pings with heart_beat and takes ok for the answer by default', () => {
    const session = text().session('client');
    expect(session.ping?.()).toBe('heart_beat');
    expect(signalsOf(session, 'ok')).toEqual([['pong']]);
  });

  it('takes every other frame for data, the ping word and binary included', () => {
    const session = text().session('client');
    const buffer = new TextEncoder().encode('ok').buffer;
    for (const frame of ['OK', ' ok', '', 'heart_beat', buffer]) {
      expect(signalsOf(session, frame)).toEqual([['data', frame]]);
    }
  });

  it('knows an answer by a function where one is given', () => {
    const session = text({ ping: '2', pong: (frame) => frame.startsWith('3') }).session('client');
    expect(signalsOf(session, '3probe')).toEqual([['pong']]);
    expect(signalsOf(session, '4data')).toEqual([['data', '4data']]);
  });

  it('does not ask the function about binary frames', () => {
    const session = text({ pong: () => true }).session('client');
    expect(signalsOf(session, new ArrayBuffer(1))).toEqual([['data', new ArrayBuffer(1)]]);
  });

  it('refuses to send its own ping as a message', () => {
    expect(() => text().write('heart_beat')).toThrow('"heart_beat" is its ping and cannot be data');
    expect(text().write('ok')).toBe('ok');
  });
});

describe('text() on a server', () => {
  it('answers heart_beat with ok, and takes everything else for data', () => {
    const session = text().session('server');
    expect(session.ping).toBeUndefined();
    expect(signalsOf(session, 'heart_beat')).toEqual([['ping', 'ok']]);
    expect(signalsOf(session, 'ok')).toEqual([['data', 'ok']]);
  });

  it('needs a word to answer with', () => {
    expect(() => text({ pong: () => true }).session('server')).toThrow(OptionError);
  });
});

describe('text() with a bad option', () => {
  it.each([
    ['ping', { ping: '' }],
    ['ping', { ping: 5 }],
    ['pong', { pong: '' }],
    ['pong', { pong: /ok/ }],
  ])('is refused by name: %s in %j', (option, options) => {
    expect(() => text(options as object)).toThrow(
      expect.objectContaining({ code: 'ERR_HEARTWIRE_INVALID_OPTION', option: `text.${option}` }),
    );
  });
});
