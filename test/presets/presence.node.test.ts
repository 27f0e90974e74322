import { describe, expect, it } from 'vitest';
import type { TypedMessage } from '../../src/dialects/json-type.ts';
import { presenceHeartbeat } from '../../src/presets.ts';
import { presenceServer } from '../support/systems/presence.ts';
import { LATENCY, presetWorld, type WorldOptions } from './preset-world.ts';

const DIAL = 2 * LATENCY;

const world = (options?: WorldOptions) =>
  presetWorld(presenceHeartbeat({ ping: { user: 'ann', room: 'red' } }), presenceServer, options);

/** Another user's client, as far as the server can tell. */
const say = (transport: ReturnType<typeof world>['transport'], message: object) => {
  const peer = transport.peers.at(-1);
  peer?.send(JSON.stringify(message));
};

const gaps = (times: readonly number[] = []) => times.slice(1).map((at, index) => at - (times[index] ?? 0));
const isAnswer = ({ type, status }: TypedMessage) => type === 'ping' && status === 'pong';

describe('presenceHeartbeat()', () => {
  it('pings every 6 s even while messages come, so that the server calls its user active all the time', async () => {
    const { environment, connection, server, transport, losses, messages } = world({ latency: 500 });
    await environment.advance(1_000);
    connection.send({ type: 'create', room: 'red', user: 'ann', password: '' });
    for (let second = 0; second < 600; second++) {
      say(transport, { type: 'message', room: 'red', text: 'hi' });
      await environment.advance(1_000);
    }
    await environment.advance(1_500);
    expect(new Set(gaps(server.pings.get('ann')))).toEqual(new Set([6_000]));
    expect(messages.filter(isAnswer).every(({ activityUsers }) => String(activityUsers) === 'ann')).toBe(
      true,
    );
    expect([connection.status, losses]).toEqual(['open', []]);
  });

  it('hands who is there to the app with every answer', async () => {
    const { environment, connection, messages } = world();
    await environment.advance(DIAL);
    connection.send({ type: 'create', room: 'red', user: 'ann', password: 'pw' });
    connection.send({ type: 'join', room: 'red', user: 'ben', password: 'pw' });
    await environment.advance(6_000 + DIAL);
    expect(messages.at(-1)).toEqual({
      type: 'ping',
      user: 'ann',
      room: 'red',
      status: 'pong',
      users: ['ann', 'ben'],
      totalUserList: ['ann', 'ben'],
      activityUsers: ['ann'],
    });
  });

  it('loses a link whose ping is not answered within 2 s, before the server calls its user inactive', async () => {
    const { environment, losses, peer } = world();
    await environment.advance(DIAL);
    peer().freeze();
    await environment.advance(8_000);
    expect(losses).toEqual([
      { code: 'ERR_HEARTWIRE_PONG_TIMEOUT', at: DIAL + 8_000, silence: 8_000, verdict: 'retry' },
    ]);
  });

  it('reconnects when its ping is answered with another status', async () => {
    const { environment, connection, server, losses, until } = world();
    server.status = 'expired';
    await environment.advance(DIAL + 6_000 + DIAL);
    expect(losses.map(({ code }) => code)).toEqual(['ERR_HEARTWIRE_REFUSED']);
    server.status = 'pong';
    await until(() => connection.status === 'open');
    await environment.advance(60_000);
    expect(losses).toHaveLength(1);
  });

  it('leaves no timer, listener or socket behind when it is closed', async () => {
    const { environment, connection, transport } = world();
    await environment.advance(DIAL + 7_000);
    const closed = connection.close();
    // The close frame, its answer, and what the network still carries.
    await environment.advance(2 * DIAL);
    await closed;
    expect([environment.timers, environment.listeners, transport.live]).toEqual([0, 0, 0]);
  });
});

describe('presenceHeartbeat() does not have the flaw that its system', () => {
  it('tests a retry flag that is never its parameter: it stops after 10 retries, and goes on when the user asks', async () => {
    const { environment, connection, transport, retries, until } = world();
    transport.mode = 'refuse';
    await until(() => connection.status === 'failed', 60 * 60_000);
    expect(retries.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    await environment.advance(60 * 60_000);
    expect(transport.dials).toBe(11);
    transport.mode = 'accept';
    connection.reconnect();
    await environment.advance(DIAL);
    expect([connection.status, connection.attempt]).toEqual(['open', 0]);
  });

  it('does not retry after a close() by hand', async () => {
    const { environment, connection, transport } = world();
    await environment.advance(DIAL);
    const closed = connection.close();
    await environment.advance(DIAL);
    await closed;
    await environment.advance(60 * 60_000);
    expect([connection.status, transport.dials]).toEqual(['closed', 1]);
  });

  it('has a count that a success does not reset: 30 single losses in a row do not use up 10 retries', async () => {
    const { environment, connection, retries, until, peer } = world();
    for (let loss = 1; loss <= 30; loss++) {
      await until(() => connection.status === 'open');
      await environment.advance(6_000);
      peer().reset();
      await until(() => connection.status === 'backoff');
    }
    expect(retries.map(({ attempt }) => attempt)).toEqual(new Array(30).fill(1));
  });

  it('broadcasts answers to everyone: those to others are no sign of life of its own link', async () => {
    const { environment, server, transport, losses, messages } = world();
    await environment.advance(DIAL);
    server.deafTo.add('ann');
    const answer = { type: 'ping', user: 'ben', room: 'blue', status: 'pong', users: ['ben'] };
    for (let second = 0; second < 8; second++) {
      say(transport, answer);
      await environment.advance(1_000);
    }
    expect(losses.map(({ code, silence }) => [code, silence])).toEqual([
      ['ERR_HEARTWIRE_PONG_TIMEOUT', 8_000],
    ]);
    expect(messages).toEqual(new Array(8).fill(answer));
  });
});
