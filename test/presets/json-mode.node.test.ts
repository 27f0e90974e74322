import { describe, expect, it } from 'vitest';
import { jsonModeHeartbeat } from '../../src/presets.ts';
import { jsonModeServer } from '../support/systems/json-mode.ts';
import { LATENCY, presetWorld } from './preset-world.ts';
import { stuttering } from './stuttering.ts';

const world = (options?: Parameters<typeof presetWorld>[2]) =>
  presetWorld(jsonModeHeartbeat(), jsonModeServer, options);

const DIAL = 2 * LATENCY;
const HEART_BEAT = '{"mode":"HEART_BEAT","msg":"HEART_BEAT"}';

describe('jsonModeHeartbeat()', () => {
  it('sends a heart beat every 4 s, whatever else is said', async () => {
    const { environment, peer } = world();
    await environment.advance(DIAL);
    for (let second = 0; second < 40; second++) {
      peer().send('{"mode":"MESSAGE","msg":"news"}');
      await environment.advance(1_000);
    }
    await environment.advance(LATENCY);
    expect(peer().received).toEqual(new Array(10).fill(HEART_BEAT));
  });

  it('loses a link that does not answer within 2 s, and dials anew 3 to 6 s later', async () => {
    const { environment, server, connection, losses, retries, until } = world();
    server.answers = false;
    await environment.advance(DIAL + 6_000);
    expect(losses).toEqual([
      { code: 'ERR_HEARTWIRE_PONG_TIMEOUT', at: DIAL + 6_000, silence: 6_000, verdict: 'retry' },
    ]);
    expect(retries[0]?.delay).toBeGreaterThanOrEqual(3_000);
    expect(retries[0]?.delay).toBeLessThanOrEqual(6_000);
    server.answers = true;
    await until(() => connection.status === 'open', 6_000 + DIAL);
    await environment.advance(61_000);
    expect([connection.status, losses.length]).toEqual(['open', 1]);
  });

  it('goes on retrying for as long as the server is down', async () => {
    const { environment, connection, transport, until } = world();
    transport.mode = 'refuse';
    await environment.advance(10 * 60_000);
    expect(transport.dials).toBeGreaterThan(100);
    transport.mode = 'accept';
    await until(() => connection.status === 'open', 6_000 + DIAL);
  });

  it('carries the msg of messages both ways, and keeps echoes of heart beats to itself', async () => {
    const { environment, connection, messages } = world();
    await environment.advance(DIAL);
    connection.send({ text: 'hi' });
    connection.send('HEART_BEAT');
    await environment.advance(20_000);
    expect(messages).toEqual([{ text: 'hi' }, 'HEART_BEAT']);
  });
});

describe('jsonModeHeartbeat() does not have the flaw that its system', () => {
  it('never clears its 2 s timer: a healthy link with a round trip of 1.8 s stays for an hour', async () => {
    const { environment, connection, transport, losses, peer } = world({ latency: 900 });
    await environment.advance(60 * 60_000);
    expect([connection.status, transport.dials, losses]).toEqual(['open', 1, []]);
    expect(peer().received.length).toBeGreaterThan(890);
    expect(connection.latency).toBe(1_800);
  });

  it('reconnects on error and again on close: one loss is one retry', async () => {
    const { environment, transport, retries, connection, peer } = world({ wrap: stuttering });
    await environment.advance(DIAL);
    peer().reset();
    await environment.advance(6_000 + 2 * DIAL);
    expect([retries.length, transport.dials, transport.live, connection.status]).toEqual([1, 2, 1, 'open']);
    transport.mode = 'refuse';
    peer().reset();
    await environment.advance(LATENCY);
    expect([retries.length, transport.dials]).toEqual([2, 2]);
  });

  it('drops a send while closed in silence: it waits for the next link, and after close() it is refused aloud', async () => {
    const { environment, connection, messages, until, peer } = world();
    const drops: unknown[] = [];
    connection.on('drop', (drop) => drops.push(drop));
    await environment.advance(DIAL);
    peer().reset();
    await until(() => connection.status === 'backoff');
    expect([connection.send('one'), connection.send('two')]).toEqual(['queued', 'queued']);
    await until(() => connection.status === 'open');
    await environment.advance(DIAL);
    expect([messages, drops]).toEqual([['one', 'two'], []]);
    const closed = connection.close();
    await environment.advance(DIAL);
    await closed;
    expect(connection.send('three')).toBe('refused');
    expect(drops).toEqual([{ message: 'three', reason: 'closed', key: undefined }]);
  });

  it('has a server that sends on closed sockets: what comes for an older link is not heard twice', async () => {
    const { environment, connection, server, messages, transport, until, peer } = world();
    await environment.advance(DIAL);
    peer().freeze();
    const stale = peer();
    await until(() => transport.dials === 2 && connection.status === 'open');
    server.announce('news');
    stale.thaw();
    await environment.advance(DIAL);
    expect(messages).toEqual(['news']);
    expect(transport.live).toBe(1);
  });
});
