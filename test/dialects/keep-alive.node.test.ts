import { describe, expect, it } from 'vitest';
import { PING_INTERVAL } from '../../src/defaults.ts';
import { keepAlive } from '../../src/dialects/index.ts';
import { bothEnds, scriptedWorld } from './scripted-peer.ts';
import { signalsOf } from './signals.ts';

describe('keepAlive()', () => {
  it('sends its frame every interval, whatever else is said, over 20 intervals', async () => {
    const beat = { interval: 3_000, frame: 'news' };
    const w = scriptedWorld(keepAlive({ frame: 'noop' }), { beat });
    await w.advance(20 * PING_INTERVAL + 100);
    expect(w.sent()).toEqual(Array.from({ length: 20 }, () => 'noop'));
    expect(w.statuses).toEqual(['open']);
  });

  it('takes the interval that it is given', async () => {
    const w = scriptedWorld(keepAlive({ frame: '', interval: 50_000 }), {});
    await w.advance(120_000);
    expect(w.sent()).toEqual(['', '']);
  });

  it('proves nothing: a frozen link stays open, and neither network news nor a probe asks for an answer', async () => {
    const w = scriptedWorld(keepAlive({ frame: 'noop' }), {});
    await w.advance(100);
    w.transport.freeze();
    await w.advance(3_600_000);
    w.environment.signal('online');
    const probe = expect(w.connection.probe()).rejects.toThrow();
    await w.advance(60_000);
    await probe;
    expect([w.statuses, w.of('lost')]).toEqual([['open'], []]);
  });

  it('hands every frame on as it came, its own words among them', () => {
    const session = keepAlive({ frame: 'noop' }).session('client');
    expect(signalsOf(session, 'noop')).toEqual([['data', 'noop']]);
  });

  it('is no data to a server of ours', async () => {
    const { client, server } = bothEnds(keepAlive({ frame: 'noop' }), keepAlive({ frame: 'noop' }));
    const got: unknown[] = [];
    server.supervisor.on('message', ({ message }) => got.push(message));
    client.connection.send('hello');
    await client.advance(3 * PING_INTERVAL);
    expect([got, client.connection.status]).toEqual([['hello'], 'open']);
  });

  it.each([
    [{}, { code: 'ERR_HEARTWIRE_INVALID_OPTION', option: 'keepAlive.frame' }],
    [
      { frame: 'noop', interval: 0 },
      { code: 'ERR_HEARTWIRE_INVALID_TIME', option: 'keepAlive.interval' },
    ],
    [
      { frame: 'noop', interval: Infinity },
      { code: 'ERR_HEARTWIRE_INVALID_TIME', option: 'keepAlive.interval' },
    ],
  ])('refuses %o', (options, error) => {
    expect(() => keepAlive(options as { frame: string })).toThrow(expect.objectContaining(error));
  });
});
