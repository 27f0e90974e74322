import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { ws } from '../../src/adapters/ws.ts';
import { type Connection, createConnection } from '../../src/connection.ts';
import { json, jsonEvent, jsonMode, jsonType, text } from '../../src/dialects/index.ts';
import {
  jsonModeHeartbeat,
  presenceHeartbeat,
  serverLedHeartbeat,
  textHeartbeat,
} from '../../src/presets.ts';
import { fakeWorld } from './support/fake-server.ts';
import { raw, serve, upgradeRequest } from './support/real-server.ts';

/** The next message of a connection. */
const next = <In>(connection: Connection<In, never>) =>
  new Promise<In>((resolve) => void connection.on('message', resolve));

describe('the text heartbeat (S2)', () => {
  test('is answered, and text is echoed', async () => {
    await using server = await serve({ dialect: text() });
    server.supervisor.on('message', ({ peer, message }) => void peer.send(`echo ${message}`));
    const connection = createConnection({ url: server.url, transport: ws(), ...textHeartbeat() });
    await connection.opened();
    connection.send('hello');
    expect(await next(connection as never)).toBe('echo hello');
    expect(await connection.probe()).toBeGreaterThanOrEqual(0);
    await connection.close();
  });
});

describe('the JSON mode heartbeat (S3)', () => {
  test('is answered, and messages are echoed', async () => {
    await using server = await serve({ dialect: jsonMode() });
    server.supervisor.on('message', ({ peer, message }) => void peer.send(message));
    const connection = createConnection({ url: server.url, transport: ws(), ...jsonModeHeartbeat() });
    await connection.opened();
    connection.send({ a: 1 });
    expect(await next(connection as never)).toEqual({ a: 1 });
    expect(await connection.probe()).toBeGreaterThanOrEqual(0);
    await connection.close();
  });

  test('flaw: the server sends on a closed socket. Here that is refused, and says so', async () => {
    await using server = await serve({ dialect: jsonMode() });
    const connection = createConnection({ url: server.url, transport: ws(), ...jsonModeHeartbeat() });
    await connection.opened();
    const [peer] = server.supervisor.peers;
    const gone = new Promise((resolve) => server.supervisor.on('gone', resolve));
    await connection.close();
    await gone;
    expect([peer?.send('late'), server.supervisor.broadcast('late')]).toEqual(['refused', 0]);
  });
});

describe('the server-led heartbeat (S4)', () => {
  const times = { pingInterval: 1_000, pongTimeout: 500 };

  test('reaches a client with the online count, and its answer keeps the peer', async () => {
    await using server = await serve({
      dialect: jsonEvent({ count: () => 7 }),
      heartbeat: { pingInterval: 200, pongTimeout: 300 },
    });
    const preset = serverLedHeartbeat({ name: 'ann', roomId: 1, pingInterval: 400, pongTimeout: 200 });
    const connection = createConnection({ url: server.url, transport: ws(), ...preset });
    const lost: unknown[] = [];
    connection.on('lost', ({ cause }) => lost.push(cause.code));
    server.supervisor.on('lost', ({ cause }) => lost.push(cause.code));
    expect(await next(connection as never)).toMatchObject({ event: 'heartbeat', num: 7 });
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    const [peer] = server.supervisor.peers;
    expect([lost, connection.status, peer?.latency !== undefined]).toEqual([[], 'open', true]);
    await connection.close();
  });

  test('flaw: the count goes down twice for one peer. Here every peer has one gone, whoever ends it and how often', async () => {
    const { connect, environment, supervisor, peer } = fakeWorld({ dialect: jsonEvent(), heartbeat: times });
    let online = 0;
    supervisor.on('peer', () => {
      online += 1;
    });
    supervisor.on('gone', () => {
      online -= 1;
    });
    // Swept for its silence, and closed afterwards.
    const swept = connect();
    await environment.advance(2_000);
    swept.emit('close', 1006, Buffer.from(''));
    expect(online).toBe(0);
    // Terminated, closed and terminated again.
    const ended = connect();
    peer().terminate();
    peer().close();
    ended.emit('close', 1006, Buffer.from(''));
    peer().terminate();
    expect([online, supervisor.counters().gone]).toEqual([0, 2]);
  });

  test('flaw: JSON that cannot be parsed throws. Here it costs its sender the link, and nobody else', async () => {
    await using server = await serve({ dialect: jsonEvent() });
    const good = new WebSocket(server.url);
    const bad = new WebSocket(server.url);
    await Promise.all([once(good, 'open'), once(bad, 'open')]);
    const heard: unknown[] = [];
    server.supervisor.on('message', ({ message }) => heard.push(message));
    bad.send('{"event":');
    const [code] = await once(bad, 'close');
    good.send('{"event":"message","message":"still here"}');
    while (heard.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect([code, heard]).toEqual([4007, [{ event: 'message', message: 'still here' }]]);
  });

  test('flaw: all peers are pinged in one burst. Here they are spread over the interval', async () => {
    const { connect, environment, elapsed } = fakeWorld({
      dialect: jsonEvent(),
      heartbeat: { pingInterval: 1_000, pongTimeout: 500 },
    });
    const bursts = new Map<number, number>();
    for (let index = 0; index < 1_000; index += 1) {
      const socket = connect();
      const send = socket.send.bind(socket);
      socket.send = (data, options) => {
        bursts.set(elapsed(), (bursts.get(elapsed()) ?? 0) + 1);
        send(data, options);
      };
    }
    await environment.advance(1_000);
    const counts = [...bursts.values()];
    expect(counts.reduce((sum, count) => sum + count)).toBe(1_000);
    expect([bursts.size, Math.max(...counts) < 100]).toEqual([20, true]);
  });
});

describe('the presence heartbeat (S5)', () => {
  test('is answered with what the app adds', async () => {
    await using server = await serve({ dialect: jsonType({ answer: () => ({ users: ['ann'] }) }) });
    const preset = presenceHeartbeat({ ping: { user: 'ann' } });
    const connection = createConnection({ url: server.url, transport: ws(), ...preset });
    await connection.opened();
    const answer = next(connection as never);
    expect(await connection.probe()).toBeGreaterThanOrEqual(0);
    expect(await answer).toEqual({ type: 'ping', user: 'ann', users: ['ann'], status: 'pong' });
    await connection.close();
  });

  test('flaw: a missing Origin throws. Here it is a 403', async () => {
    await using server = await serve({ path: '/ws', origins: ['http://localhost:5173'] });
    const answer = await raw(server.port, upgradeRequest('/ws'));
    expect([answer.status, answer.body, answer.end]).toEqual([403, 'origin', 'fin']);
  });

  test('flaw: an upgrade that nobody takes hangs open. Here it is a 404, and its socket is destroyed', async () => {
    await using server = await serve({ path: '/ws' }, { mode: 'noServer' });
    const from = performance.now();
    const answer = await raw(server.port, upgradeRequest('/elsewhere'));
    expect([answer.status, answer.body, answer.end]).toEqual([404, 'path', 'fin']);
    expect(performance.now() - from).toBeLessThan(2_000);
  });
});

test('a client expects beats as often as the server announces', async () => {
  const dialect = json({
    leads: 'server',
    ping: { type: 'ping' },
    isPing: { type: 'ping' },
    pong: { type: 'pong' },
    isPong: { type: 'pong' },
    isWelcome: { type: 'welcome' },
    announce: ({ pingInterval }) => ({ type: 'welcome', interval: pingInterval }),
    welcomeTimes: (welcome) => ({ pingInterval: (welcome as { interval: number }).interval }),
  });
  await using server = await serve({
    dialect,
    announce: true,
    heartbeat: { pingInterval: 300, pongTimeout: 10_000 },
  });
  const connection = createConnection({ url: server.url, transport: ws(), dialect });
  await connection.opened();
  expect(connection.actor.getSnapshot().context.pingInterval).toBe(300);
  await connection.close();
});
