import { describe, expect, it } from 'vitest';
import { ws } from '../../src/adapters/ws.ts';
import { constant } from '../../src/backoff/index.ts';
import { type Connection, createConnection } from '../../src/connection.ts';
import type { ConnectionEvents } from '../../src/connection-events.ts';
import type { Status } from '../../src/index.ts';
import {
  jsonModeHeartbeat,
  presenceHeartbeat,
  serverLedHeartbeat,
  textHeartbeat,
} from '../../src/presets.ts';
import { jsonModeServer } from '../support/systems/json-mode.ts';
import { serveOnWs } from '../support/systems/on-ws.ts';
import { presenceAdmission, presenceServer } from '../support/systems/presence.ts';
import { serverLedServer } from '../support/systems/server-led.ts';
import { realClock } from '../support/systems/system.ts';
import { textHeartbeatServer } from '../support/systems/text-heartbeat.ts';

/** The systems' own times, made short, with room for a busy machine. */
const brisk = { pingInterval: 100, pongTimeout: 400 };
const backoff = constant(20);

/** Resolves with the next event of a kind that has these fields, or rejects after 10 s. */
function next<In, Out, K extends keyof ConnectionEvents>(
  connection: Connection<In, Out>,
  name: K,
  fields: object = {},
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no ${name} within 10 s`)), 10_000);
    const off = connection.on(name, (event) => {
      const found = Object.entries(event as object);
      const isIt = Object.entries(fields).every(([key, value]) =>
        found.some(([k, v]) => k === key && v === value),
      );
      if (!isIt) return;
      off();
      clearTimeout(timer);
      resolve(event);
    });
  });
}

const isUp = (status: Status) => status === 'open' || status === 'awaiting-pong';

describe('on a real ws server', () => {
  it('textHeartbeat() beats, notices a server that has gone deaf, and comes back', async () => {
    const server = textHeartbeatServer();
    await using served = await serveOnWs(server);
    const preset = textHeartbeat(brisk);
    await using connection = createConnection({ url: served.url, transport: ws(), ...preset, backoff });
    await connection.opened();
    connection.send('hello');
    expect(await next(connection, 'message')).toBe('echo hello');
    await next(connection, 'pong');
    server.answers = false;
    expect(await next(connection, 'lost')).toMatchObject({ cause: { code: 'ERR_HEARTWIRE_PONG_TIMEOUT' } });
    server.answers = true;
    await next(connection, 'open');
    await next(connection, 'pong');
    expect(served.sockets).toBe(1);
  });

  it('jsonModeHeartbeat() beats, notices a reset, and delivers what was sent meanwhile', async () => {
    await using served = await serveOnWs(jsonModeServer());
    const preset = jsonModeHeartbeat(brisk);
    await using connection = createConnection({ url: served.url, transport: ws(), ...preset, backoff });
    await next(connection, 'pong');
    const lost = next(connection, 'lost');
    served.reset();
    expect(await lost).toMatchObject({ cause: { code: 'ERR_HEARTWIRE_SOCKET_CLOSED', closeCode: 1006 } });
    expect(connection.send({ n: 1 })).toBe('queued');
    expect(await next(connection, 'message')).toEqual({ n: 1 });
    expect(served.sockets).toBe(1);
  });

  it('serverLedHeartbeat() enters, answers the beats, notices their end, and enters anew', async () => {
    const server = serverLedServer({ clock: realClock, sweep: 100, tokens: new Set(['t']) });
    await using served = await serveOnWs(server);
    const preset = serverLedHeartbeat({ name: 'ann', roomId: 1, token: () => 't', ...brisk });
    await using connection = createConnection({ url: served.url, transport: ws(), ...preset, backoff });
    await next(connection, 'message', { event: 'enter', name: 'ann', num: 1 });
    await next(connection, 'message', { event: 'heartbeat', message: 'ping', num: 1 });
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect([isUp(connection.status), server.terminated]).toEqual([true, 0]);
    server.beats = false;
    expect(await next(connection, 'lost')).toMatchObject({ cause: { code: 'ERR_HEARTWIRE_PONG_TIMEOUT' } });
    server.beats = true;
    await next(connection, 'message', { event: 'enter', name: 'ann' });
    expect(server.online).toEqual(['ann']);
  });

  it('presenceHeartbeat() keeps its user active, and reconnects on another status', async () => {
    const server = presenceServer(realClock);
    await using served = await serveOnWs(server, presenceAdmission('https://chat.test'));
    const transport = ws({ headers: { Origin: 'https://chat.test' } });
    const preset = presenceHeartbeat({ ping: { user: 'ann', room: 'red' }, ...brisk });
    await using connection = createConnection({ url: `${served.url}/ws`, transport, ...preset, backoff });
    await connection.opened();
    connection.send({ type: 'create', room: 'red', user: 'ann', password: '' });
    await next(connection, 'pong');
    expect(await next(connection, 'message')).toMatchObject({
      status: 'pong',
      users: ['ann'],
      activityUsers: ['ann'],
    });
    server.status = 'expired';
    expect(await next(connection, 'lost')).toMatchObject({
      cause: { code: 'ERR_HEARTWIRE_REFUSED' },
      verdict: 'retry',
    });
    server.status = 'pong';
    await next(connection, 'pong');
    expect(served.sockets).toBe(1);
  });

  it('presenceHeartbeat() ends an upgrade that the server leaves hanging at its deadline', async () => {
    await using served = await serveOnWs(presenceServer(realClock), presenceAdmission('https://chat.test'));
    const transport = ws({ headers: { Origin: 'https://chat.test' } });
    let path = '/other';
    const url = () => served.url + path;
    await using connection = createConnection({
      url,
      transport,
      connectTimeout: 200,
      ...presenceHeartbeat(),
    });
    expect(await next(connection, 'lost')).toMatchObject({
      cause: { code: 'ERR_HEARTWIRE_CONNECT_TIMEOUT' },
    });
    path = '/ws';
    await connection.opened();
  });

  it('presenceHeartbeat() survives a server that a missing Origin takes down, and says so in its cause', async () => {
    await using served = await serveOnWs(presenceServer(realClock), presenceAdmission('https://chat.test'));
    const preset = presenceHeartbeat({ retryLimit: 1 });
    await using connection = createConnection({
      url: `${served.url}/ws`,
      transport: ws(),
      ...preset,
      backoff,
    });
    await expect(connection.opened()).rejects.toMatchObject({ code: 'ERR_HEARTWIRE_DIAL_FAILED' });
    expect([connection.status, connection.attempt]).toEqual(['failed', 1]);
  });
});
