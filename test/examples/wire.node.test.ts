import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { ws } from '../../src/adapters/ws.ts';
import { createConnection } from '../../src/connection.ts';
import { jsonEvent } from '../../src/dialects/json-event.ts';
import { jsonType } from '../../src/dialects/json-type.ts';
import type { DialectSignals } from '../../src/ports/dialect.ts';
import type { Attempt } from '../../src/ports/transport.ts';
import { presenceHeartbeat, serverLedHeartbeat } from '../../src/presets.ts';
import { supervise } from '../../src/server/index.ts';

const nothing = () => {};
const signals: DialectSignals<unknown> = {
  ...{
    data: nothing,
    ping: nothing,
    pong: nothing,
    welcome: nothing,
    refuse: nothing,
    kick: nothing,
    reply: nothing,
    fail: nothing,
  },
};
const attempt: Attempt = {
  ...{ number: 1, cause: undefined, verdict: 'retry', signal: new AbortController().signal },
};

describe('jsonEvent() on a server', () => {
  test('counts for each peer in the room that it entered last', () => {
    const counts = new Map<unknown, number>([
      ['red', 2],
      ['blue', 5],
    ]);
    const dialect = jsonEvent({ count: (roomId) => counts.get(roomId) });
    const [ann, ben] = [dialect.session('server'), dialect.session('server')];
    const beats = () => [ann, ben].map((session) => JSON.parse(String(session.ping?.())).num);
    expect(beats()).toEqual([undefined, undefined]);
    ann.read('{"event":"enter","message":"ann","roomId":"red"}', signals);
    ben.read('{"event":"enter","message":"ben","roomId":"blue"}', signals);
    expect(beats()).toEqual([2, 5]);
    ann.read('{"event":"enter","message":"ann","roomId":"blue"}', signals);
    expect(beats()).toEqual([5, 5]);
  });
});

describe('jsonType() on a client', () => {
  test('opens each link with what hello says', async () => {
    const { hello } = jsonType({
      hello: ({ number }) => [{ type: 'join', room: 'red', number }],
    }).session('client');
    expect(await hello?.(attempt)).toEqual(['{"type":"join","room":"red","number":1}']);
  });

  test('opens with a fixed list as well, in its order, and with nothing where there is none', async () => {
    const { hello } = presenceHeartbeat({ hello: [{ type: 'a' }, { type: 'b' }] }).dialect.session('client');
    expect(await hello?.(attempt)).toEqual(['{"type":"a"}', '{"type":"b"}']);
    expect(jsonType().session('client').hello).toBeUndefined();
  });

  test('refuses a hello without a type, or that is a ping', async () => {
    for (const type of ['ping', undefined]) {
      const { hello } = jsonType({ hello: [{ type } as never] }).session('client');
      await expect(hello?.(attempt)).rejects.toMatchObject({ code: 'ERR_HEARTWIRE_INVALID_MESSAGE' });
    }
  });
});

test('a server that leads beats for whoever talks all the time, and the client keeps its link', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  const supervisor = supervise(new WebSocketServer({ server }), {
    dialect: jsonEvent(),
    heartbeat: { pingInterval: 1_000, pongTimeout: 1_000 },
  });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const connection = createConnection({
    url: `ws://127.0.0.1:${port}`,
    transport: ws(),
    ...serverLedHeartbeat({ name: 'ann', roomId: 'red' }),
  });
  const losses: string[] = [];
  connection.on('lost', ({ cause }) => losses.push(cause.code));
  await connection.opened();
  const talking = setInterval(() => connection.send({ event: 'message', message: 'and then' }), 200);
  await new Promise((resolve) => setTimeout(resolve, 5_000));
  clearInterval(talking);
  await Promise.all([connection.close(), supervisor.close()]);
  await new Promise((resolve) => server.close(resolve));
  expect(losses).toEqual([]);
}, 20_000);
