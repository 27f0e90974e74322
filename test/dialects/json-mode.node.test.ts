import { describe, expect, it } from 'vitest';
import { jsonMode } from '../../src/dialects/index.ts';
import { signalsOf } from './signals.ts';

const HEART_BEAT = '{"mode":"HEART_BEAT","msg":"HEART_BEAT"}';

describe('jsonMode()', () => {
  it('pings with the heart beat object, whose echo is the pong', () => {
    const session = jsonMode().session('client');
    expect(session.ping?.()).toBe(HEART_BEAT);
    expect(signalsOf(session, HEART_BEAT)).toEqual([['pong']]);
    expect(signalsOf(session, '{ "msg": "HEART_BEAT", "mode": "HEART_BEAT" }')).toEqual([['pong']]);
  });

  it('echoes the heart beat on a server, byte by byte', () => {
    const spaced = '{ "mode": "HEART_BEAT", "msg": 7 }';
    expect(signalsOf(jsonMode().session('server'), spaced)).toEqual([['ping', spaced]]);
  });

  it('carries data as the msg of a MESSAGE', () => {
    expect(jsonMode().write({ a: 1 })).toBe('{"mode":"MESSAGE","msg":{"a":1}}');
    expect(signalsOf(jsonMode().session('client'), '{"mode":"MESSAGE","msg":{"a":1}}')).toEqual([
      ['data', { a: 1 }],
    ]);
  });

  it('does not take data that says HEART_BEAT for one', () => {
    const frame = jsonMode().write('HEART_BEAT') as string;
    expect(signalsOf(jsonMode().session('client'), frame)).toEqual([['data', 'HEART_BEAT']]);
  });

  it('passes over frames of modes that it does not know', () => {
    expect(signalsOf(jsonMode().session('client'), '{"mode":"NOTICE","msg":"soon"}')).toEqual([]);
    expect(signalsOf(jsonMode().session('client'), '{"mode":"toString","msg":"soon"}')).toEqual([]);
  });

  it('decodes the msg', () => {
    const session = jsonMode({ decode: (msg) => Number(msg) }).session('client');
    expect(signalsOf(session, '{"mode":"MESSAGE","msg":"5"}')).toEqual([['data', 5]]);
  });

  it('names the fault of a bad frame', () => {
    const session = jsonMode().session('client');
    expect(() => signalsOf(session, '{}')).toThrow(/^json-mode: a frame without a mode$/);
    expect(() => signalsOf(session, '{"mode":"MESSAGE"}')).toThrow(
      /^json-mode: a frame of a message without a msg$/,
    );
  });
});
