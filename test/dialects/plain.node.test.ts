import { describe, expect, it } from 'vitest';
import { controlFrames, raw } from '../../src/dialects/index.ts';
import { HeartwireError, OptionError } from '../../src/errors.ts';
import { signalsOf } from './signals.ts';

describe('raw()', () => {
  it('hands every frame to the app as it came', () => {
    const session = raw().session('client');
    const blob = new Blob(['x']);
    const buffer = new ArrayBuffer(2);
    expect([
      ...signalsOf(session, 'text'),
      ...signalsOf(session, buffer),
      ...signalsOf(session, blob),
    ]).toEqual([
      ['data', 'text'],
      ['data', buffer],
      ['data', blob],
    ]);
  });

  it('writes text, buffers, views and blobs without touching them', () => {
    const messages = [
      'text',
      new ArrayBuffer(2),
      new Uint8Array(2),
      new DataView(new ArrayBuffer(1)),
      new Blob(['x']),
    ];
    for (const message of messages) expect(raw().write(message)).toBe(message);
  });

  it('says what it was given instead of sending [object Object]', () => {
    expect(() => raw().write({ a: 1 } as never)).toThrow(
      new HeartwireError('ERR_HEARTWIRE_INVALID_MESSAGE', 'raw carries text and binary, not object'),
    );
  });

  it('shares one session among all links, for it keeps nothing', () => {
    expect(raw().session('client')).toBe(raw().session('server'));
  });
});

describe('controlFrames()', () => {
  it('leaves the ping to the transport, which must have one', () => {
    expect(controlFrames()).toMatchObject({
      beat: { leads: 'transport', life: 'any' },
      requiresControlFrames: true,
    });
  });

  it('waits for the control frames of a server that leads, in its times', () => {
    const times = { pingInterval: 30_000, pongTimeout: 5_000 };
    expect(controlFrames({ leads: 'server', times }).beat).toEqual({ leads: 'server', life: 'any', times });
    expect(controlFrames({ leads: 'server' }).session('client').ping).toBeUndefined();
  });

  it('refuses another leader by name', () => {
    const error = new OptionError(
      'ERR_HEARTWIRE_INVALID_OPTION',
      'controlFrames.leads',
      'both',
      "must be 'client' or 'server'",
    );
    expect(() => controlFrames({ leads: 'both' as 'client' })).toThrow(error);
  });
});
