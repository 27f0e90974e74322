import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { HttpTransportType, HubConnectionBuilder, LogLevel } from '@microsoft/signalr';
import { createClient } from 'graphql-ws';
import { Socket } from 'phoenix';
import { describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import {
  type GraphqlMessage,
  graphqlTransportWs,
  type PhoenixMessage,
  phoenix,
  type SignalRMessage,
  signalRServer,
} from '../../src/dialects/index.ts';
import { type SupervisorOptions, supervise } from '../../src/server/index.ts';

const INTERVAL = 200;
const TWENTY_INTERVALS = 20 * INTERVAL;
const heartbeat = { pingInterval: INTERVAL, pongTimeout: 4 * INTERVAL };
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A server on loopback with a dialect's server half, which tells what it says of its peers. */
async function serve<In, Out, User = undefined>(
  options: SupervisorOptions<In, Out, User>,
  serverOptions: object = {},
) {
  const wss = new WebSocketServer({ port: 0, host: '127.0.0.1', ...serverOptions });
  const supervisor = supervise<In, Out, User>(wss, { heartbeat, closeTimeout: 100, ...options });
  await once(wss, 'listening');
  const said: string[] = [];
  supervisor.on('peer', () => said.push('peer'));
  supervisor.on('lost', ({ cause }) => said.push(cause.code));
  return {
    supervisor,
    said,
    host: `127.0.0.1:${(wss.address() as AddressInfo).port}`,
    async close() {
      await supervisor.close();
      wss.close();
    },
  };
}

describe.concurrent('over 20 intervals the server half keeps', () => {
  it('the official Phoenix client, and answers it', async () => {
    const server = await serve<PhoenixMessage, PhoenixMessage>({ dialect: phoenix() as never });
    server.supervisor.on('message', ({ peer, message: [joinRef, ref, topic] }) =>
      peer.send([joinRef, ref, topic, 'phx_reply', { status: 'ok', response: { seen: ref } }]),
    );
    const socket = new Socket(`ws://${server.host}/socket`, {
      transport: WebSocket as never,
      heartbeatIntervalMs: INTERVAL,
    });
    const closes: unknown[] = [];
    socket.onClose((event) => void closes.push(event));
    socket.connect();
    await new Promise<void>((resolve) => socket.onOpen(resolve));
    await wait(TWENTY_INTERVALS);
    const channel = socket.channel('room:lobby', {});
    const reply = await new Promise((resolve) => channel.join().receive('ok', resolve));
    expect([reply, closes, server.said]).toEqual([{ seen: expect.any(String) }, [], ['peer']]);
    socket.disconnect();
    await server.close();
  });

  it('the official SignalR client, and answers it', async () => {
    const server = await serve<SignalRMessage, SignalRMessage>({ dialect: signalRServer() });
    server.supervisor.on('message', ({ peer, message: { type, invocationId } }) => {
      if (type === 1) peer.send({ type: 3, invocationId, result: 'ok' });
    });
    const hub = new HubConnectionBuilder()
      .withUrl(`http://${server.host}/hub`, {
        skipNegotiation: true,
        transport: HttpTransportType.WebSockets,
      })
      .configureLogging(LogLevel.None)
      .build();
    hub.keepAliveIntervalInMilliseconds = INTERVAL;
    hub.serverTimeoutInMilliseconds = 4 * INTERVAL;
    const closes: unknown[] = [];
    hub.onclose((error) => closes.push(error));
    await hub.start();
    await wait(TWENTY_INTERVALS);
    expect([await hub.invoke('say'), closes, server.said]).toEqual(['ok', [], ['peer']]);
    await hub.stop();
    await server.close();
  });

  it('the official graphql-ws client, and answers it', async () => {
    const server = await serve<GraphqlMessage, GraphqlMessage, unknown>(
      {
        dialect: graphqlTransportWs(),
        firstMessage: { authenticate: ({ type, payload }) => type === 'connection_init' && payload },
      },
      { handleProtocols: () => 'graphql-transport-ws' },
    );
    server.supervisor.on('peer', (peer) => peer.send({ type: 'connection_ack' }));
    server.supervisor.on('message', ({ peer, message: { id, type } }) => {
      if (type !== 'subscribe') return;
      peer.send({ id, type: 'next', payload: { data: { user: peer.user } } });
      peer.send({ id, type: 'complete' });
    });
    const closes: unknown[] = [];
    let pongs = 0;
    const client = createClient({
      url: `ws://${server.host}`,
      webSocketImpl: WebSocket,
      connectionParams: { user: 'ann' },
      lazy: false,
      keepAlive: INTERVAL,
      on: { closed: (event) => closes.push(event), pong: () => (pongs += 1) },
    });
    await wait(TWENTY_INTERVALS);
    const { value: result } = await client.iterate({ query: '{ user }' }).next();
    expect([result, closes, server.said]).toEqual([{ data: { user: { user: 'ann' } } }, [], ['peer']]);
    expect(pongs).toBeGreaterThan(10);
    await client.dispose();
    await server.close();
  });
});
