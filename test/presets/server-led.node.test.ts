import { describe, expect, it } from 'vitest';
import type { WireEvent } from '../../src/dialects/json-event.ts';
import { type ServerLedOptions, serverLedHeartbeat } from '../../src/presets.ts';
import { serverLedServer } from '../support/systems/server-led.ts';
import type { SystemPeer } from '../support/systems/system.ts';
import { LATENCY, presetWorld, type WorldOptions } from './preset-world.ts';

const DIAL = 2 * LATENCY;
const PONG = '{"event":"heartbeat","message":"pong"}';
const ENTER = '{"event":"enter","message":"ann","roomId":1}';

function world(
  overrides: Partial<ServerLedOptions<WireEvent>> = {},
  { tokens, ...options }: WorldOptions & { tokens?: ReadonlySet<string> } = {},
) {
  const preset = serverLedHeartbeat({ name: 'ann', roomId: 1, ...overrides });
  return presetWorld(preset, (clock) => serverLedServer({ clock, ...(tokens && { tokens }) }), options);
}

describe('serverLedHeartbeat()', () => {
  it('enters its room first and answers every beat at once, so that the server never gives it up', async () => {
    const { environment, server, connection, transport, losses, peer } = world();
    await environment.advance(10 * 60_000);
    expect(peer().received.slice(0, 2)).toEqual([ENTER, PONG]);
    expect(peer().received).toHaveLength(600);
    expect([connection.status, transport.dials, losses, server.terminated]).toEqual(['open', 1, [], 0]);
  });

  it('stays open between beats that are up to 250 ms late, without a doubt in its status', async () => {
    const { environment, transport, statuses } = world();
    for (let beat = 0; beat < 120; beat++) {
      transport.latency = beat % 2 ? 20 : 240;
      await environment.advance(1_000);
    }
    expect(statuses).toEqual(['open']);
  });

  it('loses a link 1,500 ms after the last sign of life, and dials and enters anew', async () => {
    const { environment, server, connection, losses, until, peer } = world();
    await environment.advance(10_000 + LATENCY);
    server.beats = false;
    await environment.advance(1_500);
    expect(losses).toEqual([
      { code: 'ERR_HEARTWIRE_PONG_TIMEOUT', at: 11_500 + LATENCY, silence: 1_500, verdict: 'retry' },
    ]);
    server.beats = true;
    await until(() => connection.status === 'open', 500 + DIAL);
    await environment.advance(LATENCY);
    expect(peer().received[0]).toBe(ENTER);
  });

  it('tells the app who comes, goes and speaks in its room, and changed counts', async () => {
    const { environment, connection, server, messages } = world();
    await environment.advance(DIAL + 2 * LATENCY);
    connection.send({ event: 'message', message: 'hi' });
    await environment.advance(3_000);
    server.shout('{"event":"heartbeat","message":"ping","num":5}');
    await environment.advance(LATENCY);
    expect(messages).toEqual([
      { event: 'enter', name: 'ann', num: 1 },
      { event: 'message', message: 'hi', name: 'ann', num: 1 },
      { event: 'heartbeat', message: 'ping', num: 1 },
      { event: 'heartbeat', message: 'ping', num: 5 },
    ]);
  });

  it('sends the user to log in on noAuth: failed at once, with no further dial', async () => {
    const { environment, connection, transport, losses } = world(
      { token: 'old' },
      { tokens: new Set(['new']) },
    );
    await environment.advance(60_000);
    expect(connection.status).toBe('failed');
    expect(connection.cause).toMatchObject({
      code: 'ERR_HEARTWIRE_REFUSED',
      reason: 'noAuth',
      verdict: 'fatal',
    });
    expect([transport.dials, losses.length]).toEqual([1, 1]);
  });

  it('asks a token function once more on noAuth, and then gives up', async () => {
    const tokens = new Set(['token 1']);
    const asked: number[] = [];
    const token = ({ number }: { number: number }) => {
      asked.push(number);
      return `token ${number}`;
    };
    const lucky = world({ token }, { tokens });
    await lucky.environment.advance(60_000);
    expect([lucky.connection.status, asked]).toEqual(['open', [0, 1]]);
    const unlucky = world({ token: () => 'wrong' }, { tokens });
    await unlucky.environment.advance(60_000);
    expect([unlucky.connection.status, unlucky.transport.dials]).toEqual(['failed', 2]);
  });

  it('takes a count that the server, counting down twice, has let go below zero as it comes', async () => {
    const { environment, server, messages } = world();
    await environment.advance(500);
    for (const name of ['ben', 'eve']) server.accept(silentGuest(name));
    await environment.advance(3_000);
    expect(server.terminated).toBe(2);
    expect(messages.slice(-2)).toEqual([
      { event: 'out', name: 'eve', num: -1 },
      { event: 'heartbeat', message: 'ping', num: -1 },
    ]);
  });
});

describe('serverLedHeartbeat() does not have the flaw that its system', () => {
  it('leaves the first socket running on a second init: the server sees one socket, whatever is called twice', async () => {
    const { environment, connection, server, transport } = world();
    await environment.advance(DIAL + LATENCY);
    connection.connect();
    connection.reconnect();
    connection.reconnect();
    connection.connect();
    await environment.advance(5_000);
    expect([connection.status, transport.live, server.online]).toEqual(['open', 1, ['ann']]);
    expect(server.counts.get(1)).toBe(1);
  });

  it('throws on unparsable JSON: the link is lost with its cause, and the next one works', async () => {
    const { environment, connection, server, losses, messages, until } = world();
    await environment.advance(500);
    const before = messages.length;
    server.shout('{"event":');
    await environment.advance(LATENCY);
    expect(losses).toEqual([
      { code: 'ERR_HEARTWIRE_BAD_FRAME', at: 500 + LATENCY, silence: 0, verdict: 'retry' },
    ]);
    expect(connection.cause?.cause).toMatchObject({ message: 'json-event: a frame that is not JSON' });
    await until(() => connection.status === 'open');
    await environment.advance(1_000);
    expect(messages.length).toBeGreaterThan(before);
  });
});

/** A peer that enters the room and never answers a beat. */
function silentGuest(name: string): SystemPeer {
  let closed = () => {};
  return {
    send: () => {},
    terminate: () => closed(),
    onMessage: (listener) => listener(JSON.stringify({ event: 'enter', message: name, roomId: 1 })),
    onClose: (listener) => {
      closed = listener;
    },
  };
}
