import { describe, expect, it } from 'vitest';
import { pusher } from '../../src/dialects/index.ts';
import type { Frame } from '../../src/ports/transport.ts';
import { bothEnds, scriptedWorld } from './scripted-peer.ts';
import { signalsOf } from './signals.ts';

const PING = '{"event":"pusher:ping","data":{}}';
const PONG = '{"event":"pusher:pong","data":{}}';

const established = (seconds: unknown = 120) => ({
  event: 'pusher:connection_established',
  data: JSON.stringify({ socket_id: '1.2', activity_timeout: seconds }),
});
const error = (code: unknown, message = 'no') =>
  JSON.stringify({ event: 'pusher:error', data: { code, message } });

/** A server that names `seconds` and answers pings. */
const hub = (seconds = 120) => ({
  greeting: [JSON.stringify(established(seconds))],
  answer: (frame: Frame) => (frame === PING ? [PONG] : []),
});
const welcomed = (seconds: unknown, options = {}) =>
  signalsOf(pusher(options).session('client'), JSON.stringify(established(seconds)))[0];

describe('pusher()', () => {
  it('is open once the connection is established, which the app gets too', async () => {
    const w = scriptedWorld(pusher(), hub());
    await w.advance(100);
    expect([w.connection.status, w.messages, w.sent()]).toEqual(['open', [established()], []]);
  });

  it('pings after each activity timeout in silence, and stays open over 20 of them', async () => {
    const w = scriptedWorld(pusher(), hub(30));
    await w.advance(20 * 30_100);
    expect([w.of('lost'), w.sent()]).toEqual([[], Array.from({ length: 20 }, () => PING)]);
  });

  it('pings nobody who talks', async () => {
    const w = scriptedWorld(pusher(), { ...hub(), beat: { interval: 60_000, frame: '{"event":"news"}' } });
    await w.advance(20 * 120_000);
    expect([w.of('lost'), w.sent()]).toEqual([[], []]);
  });

  it.each([
    [30, 30_000],
    [120, 120_000],
    [300, 120_000],
    [0, 120_000],
    ['30', 120_000],
    [undefined, 120_000],
    [0.001, 100],
  ])('with an activity_timeout of %s pings after %i ms', (seconds, pingInterval) => {
    expect(welcomed(seconds)).toEqual(['welcome', { pingInterval }]);
  });

  it('pings sooner where it is told to', () => {
    expect(welcomed(120, { activityTimeout: 25_000 })).toEqual(['welcome', { pingInterval: 25_000 }]);
    expect(() => pusher({ activityTimeout: 0 })).toThrow(
      expect.objectContaining({ code: 'ERR_HEARTWIRE_INVALID_TIME', option: 'pusher.activityTimeout' }),
    );
  });

  it.each([
    [{}, 150_000],
    [{ heartbeat: { pongTimeout: 5_000 } }, 125_000],
  ])('with %o finds a frozen link %i ms after the last frame', async (options, bound) => {
    const w = scriptedWorld(pusher(), hub(), options);
    await w.advance(500_000);
    const loss = await w.freeze(200_000);
    expect(loss?.code).toBe('ERR_HEARTWIRE_PONG_TIMEOUT');
    expect(Math.abs((loss?.silence ?? 0) / bound - 1)).toBeLessThan(0.1);
  });

  it('answers the pings of the server', () => {
    expect(signalsOf(pusher().session('client'), '{"event":"pusher:ping"}')).toEqual([['ping', PONG]]);
  });

  it.each([
    [4001, 'fatal', undefined],
    [4009, 'fatal', undefined],
    [4100, 'retry', 1_000],
    [4201, 'retry', 0],
    [4300, 'fatal', undefined],
    [null, 'retry', undefined],
  ])('refused by error %s says %s, to be tried after %s ms', (code, verdict, wait) => {
    const found = signalsOf(pusher().session('client'), error(code));
    expect(found[0]).toEqual(['refuse', verdict, 'no', wait]);
  });

  it('gives an error on an open link to the app', () => {
    const session = pusher().session('client');
    signalsOf(session, JSON.stringify(established()));
    expect(signalsOf(session, error(4301))).toEqual([['data', JSON.parse(error(4301))]]);
  });

  it.each([
    [4000, 'failed', undefined],
    [4099, 'failed', undefined],
    [4100, 'backoff', 1_000],
    [4199, 'backoff', 1_000],
    [4200, 'backoff', 0],
    [4299, 'backoff', 0],
    [4300, 'failed', undefined],
    [1006, 'backoff', undefined],
  ])('closed with %i is %s', async (code, status, least) => {
    const w = scriptedWorld(pusher(), hub());
    await w.advance(100);
    w.peer.close(code);
    await w.advance(6);
    expect(w.connection.status).toBe(status);
    const [retry] = w.of('retry');
    if (least === undefined) return;
    expect(retry?.delay).toBeGreaterThanOrEqual(least);
    expect(retry?.delay).toBeLessThanOrEqual(least + 1_000);
  });

  it('has a server half that answers pings', async () => {
    const { client, server } = bothEnds(pusher(), pusher());
    server.supervisor.on('peer', (peer) => peer.send(established(10)));
    await client.advance(20 * 10_100);
    expect([client.of('lost'), client.of('pong').length]).toEqual([[], 20]);
  });
});
