import { describe, expect, it } from 'vitest';
import { textHeartbeat } from '../../src/presets.ts';
import { textHeartbeatServer } from '../support/systems/text-heartbeat.ts';
import { LATENCY, presetWorld } from './preset-world.ts';
import { stuttering } from './stuttering.ts';

const world = (options?: Parameters<typeof presetWorld>[2]) =>
  presetWorld(textHeartbeat(), textHeartbeatServer, options);

/** From `createConnection` to an open link. */
const DIAL = 2 * LATENCY;

describe('textHeartbeat()', () => {
  it('sends heart_beat after a quiet minute, and stays on one link while ok comes back', async () => {
    const { environment, connection, transport, peer } = world();
    await environment.advance(DIAL + 60_000 + LATENCY - 1);
    expect(peer().received).toEqual([]);
    await environment.advance(1);
    expect(peer().received).toEqual(['heart_beat']);
    await environment.advance(10 * 60_000);
    expect(peer().received).toEqual(new Array(10).fill('heart_beat'));
    expect([connection.status, transport.dials]).toEqual(['open', 1]);
  });

  it('starts the quiet minute anew with any message', async () => {
    const { environment, peer } = world();
    await environment.advance(DIAL + 30_000);
    peer().send('news');
    await environment.advance(LATENCY + 60_000 - 1);
    expect(peer().received).toEqual([]);
    await environment.advance(LATENCY + 1);
    expect(peer().received).toEqual(['heart_beat']);
  });

  it('takes any message for the answer', async () => {
    const { environment, server, transport, connection, peer } = world();
    server.answers = false;
    await environment.advance(DIAL + 60_000 + 4_000);
    expect(connection.status).toBe('awaiting-pong');
    peer().send('news');
    await environment.advance(5_000);
    expect([connection.status, transport.dials]).toEqual(['open', 1]);
  });

  it('carries text and binary both ways, and keeps ok to itself', async () => {
    const { environment, connection, messages, peer } = world();
    await environment.advance(DIAL);
    connection.send('hello');
    peer().send(Uint8Array.of(1, 2));
    peer().send('ok');
    await environment.advance(DIAL);
    expect(messages).toEqual([Uint8Array.of(1, 2).buffer, 'echo hello']);
  });

  it('gives up after 5 retries, and starts again when the user asks', async () => {
    const { environment, connection, transport, retries, until } = world();
    transport.mode = 'refuse';
    await until(() => connection.status === 'failed');
    expect(retries.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 5]);
    expect(transport.dials).toBe(6);
    await environment.advance(10 * 60_000);
    expect(transport.dials).toBe(6);
    transport.mode = 'accept';
    connection.reconnect();
    await environment.advance(DIAL);
    expect(connection.status).toBe('open');
  });
});

describe('textHeartbeat() does not have the flaw that its system', () => {
  it('waits for onclose after close(): a frozen link is lost after 65 s and dialed anew while it is still frozen', async () => {
    const { environment, connection, transport, losses, peer } = world();
    await environment.advance(DIAL);
    const frozen = peer();
    frozen.freeze();
    await environment.advance(65_000);
    expect(losses).toEqual([
      { code: 'ERR_HEARTWIRE_PONG_TIMEOUT', at: DIAL + 65_000, silence: 65_000, verdict: 'retry' },
    ]);
    await environment.advance(10_000 + DIAL);
    expect([connection.status, transport.dials, transport.live]).toEqual(['open', 2, 1]);
    expect(frozen.closedWith).toBeUndefined();
  });

  it('never resets the count after a success: 20 single losses in a row do not use up 5 attempts', async () => {
    const { environment, connection, transport, retries, until, peer } = world();
    for (let loss = 1; loss <= 20; loss++) {
      await until(() => connection.status === 'open');
      await environment.advance(6_000);
      peer().reset();
      await until(() => connection.status === 'backoff');
    }
    await until(() => connection.status === 'open');
    expect(retries.map(({ attempt }) => attempt)).toEqual(new Array(20).fill(1));
    expect(transport.dials).toBe(21);
  });

  it('has no jitter: 200 clients of a restarted server come back spread over 5 s', async () => {
    const delays: number[] = [];
    for (let seed = 1; seed <= 200; seed++) {
      const { environment, retries, peer } = world({ seed });
      await environment.advance(DIAL);
      peer().reset();
      await environment.advance(DIAL);
      delays.push(...retries.map(({ delay }) => delay));
    }
    expect(delays).toHaveLength(200);
    expect(new Set(delays).size).toBe(200);
    const perSecond = [5_000, 6_000, 7_000, 8_000, 9_000].map(
      (from) => delays.filter((delay) => delay >= from && delay < from + 1_000).length,
    );
    expect(perSecond.reduce((sum, count) => sum + count)).toBe(200);
    expect(Math.max(...perSecond)).toBeLessThan(70);
  });

  it('asks for a reconnect on error and on close, which needs a lock: one loss is one retry', async () => {
    const { environment, connection, transport, losses, retries, peer } = world({ wrap: stuttering });
    await environment.advance(DIAL);
    peer().reset();
    await environment.advance(10_000 + DIAL);
    expect([losses.length, retries.length, transport.dials, transport.live]).toEqual([1, 1, 2, 1]);
    expect(connection.status).toBe('open');
  });
});
