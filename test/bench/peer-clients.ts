import { HttpTransportType, HubConnectionBuilder, LogLevel } from '@microsoft/signalr';
import Ably from 'ably';
import { Centrifuge } from 'centrifuge';
import { createClient } from 'graphql-ws';
import PartySocket from 'partysocket/ws';
import { Socket } from 'phoenix';
import ReconnectingWebSocket from 'reconnecting-websocket';
import { Manager } from 'socket.io-client';
import { type FakeSocket, fallenServer } from './fake-socket.ts';

/** A real client of a package, started against a server that goes for good, and how long it waits before each dial. */
export interface PeerClient {
  delays(): number[];
  stop(): void;
}

const URL = 'ws://127.0.0.1:9';

function reconnectingWebSocket(): PeerClient {
  const { WebSocket, delays } = fallenServer();
  const Client = ReconnectingWebSocket as unknown as typeof import('reconnecting-websocket').default;
  const socket = new Client(URL, [], { WebSocket });
  return { delays, stop: () => socket.close() };
}

function partysocket(): PeerClient {
  const { WebSocket, delays } = fallenServer();
  const socket = new PartySocket(URL, [], { WebSocket });
  return { delays, stop: () => socket.close() };
}

/** Its engine is left out: the manager's own loop runs, and each dial of it is refused at once. */
function socketIo(): PeerClient {
  const delays: number[] = [];
  let last = Date.now();
  class Refused extends Manager {
    override open(whenDone?: (error?: Error) => void): this {
      delays.push(Date.now() - last);
      last = Date.now();
      whenDone?.(new Error('refused'));
      return this;
    }
  }
  const manager = new Refused(URL, { autoConnect: false });
  (manager as unknown as { onclose(reason: string): void }).onclose('transport close');
  return { delays: () => delays, stop: () => manager.reconnection(false) };
}

function phoenix(): PeerClient {
  const { WebSocket, delays } = fallenServer();
  const socket = new Socket(`${URL}/socket`, {
    transport: WebSocket as new (endpoint: string) => object,
    heartbeatIntervalMs: 1_000_000,
  });
  socket.connect();
  return { delays, stop: () => socket.disconnect() };
}

function signalR(): PeerClient {
  const { WebSocket, delays } = fallenServer((socket, sent) => {
    if (String(sent).includes('"protocol"')) socket.tell('message', { data: '{}\u001e' });
  });
  // Its types do not have the class that it dials with; its code does.
  const options = { skipNegotiation: true, transport: HttpTransportType.WebSockets, WebSocket };
  const connection = new HubConnectionBuilder()
    .withUrl('http://127.0.0.1:9', options)
    .withAutomaticReconnect()
    .configureLogging(LogLevel.None)
    .build();
  connection.serverTimeoutInMilliseconds = 1_000_000;
  connection.start().catch(() => {});
  return { delays, stop: () => void connection.stop() };
}

/** With what nearly all of its users set: by default an `error` event, so a refused dial, ends it at once. */
function graphqlWs(options = { shouldRetry: () => true }): PeerClient {
  const { WebSocket, delays } = fallenServer((socket, sent) => {
    if (String(sent).includes('connection_init'))
      socket.tell('message', { data: '{"type":"connection_ack"}' });
  });
  const client = createClient({
    url: URL,
    webSocketImpl: WebSocket,
    lazy: false,
    onNonLazyError: () => {},
    ...options,
  });
  return { delays, stop: () => void client.dispose() };
}

function centrifuge(): PeerClient {
  const { WebSocket, delays } = fallenServer((socket) => {
    socket.tell('message', { data: '{"id":1,"connect":{"client":"c","version":"0","ping":0,"pong":false}}' });
  });
  const client = new Centrifuge(URL, { websocket: WebSocket });
  client.connect();
  return { delays, stop: () => client.disconnect() };
}

const CONNECTED = JSON.stringify({
  action: 4,
  connectionId: 'c',
  connectionDetails: { connectionKey: 'k', maxIdleInterval: 0, connectionStateTtl: 120_000 },
});

function ably(): PeerClient {
  const { WebSocket, delays } = fallenServer();
  class Greeting extends WebSocket {
    override tell(...[type, event]: Parameters<FakeSocket['tell']>): void {
      super.tell(type, event);
      if (type === 'open') super.tell('message', { data: CONNECTED });
    }
  }
  const { Config } = (Ably.Realtime as unknown as { Platform: { Config: object } }).Platform;
  const original = { ...Config };
  // It took the clock of the platform when it was loaded.
  Object.assign(Config, { WebSocket: Greeting, setTimeout, clearTimeout, now: Date.now });
  const client = new Ably.Realtime({
    key: 'app.key:secret',
    endpoint: '127.0.0.1',
    tls: false,
    useBinaryProtocol: false,
    transports: ['web_socket'],
    disableConnectivityCheck: true,
    logLevel: 0,
  });
  return {
    delays,
    stop() {
      client.close();
      Object.assign(Config, original);
    },
  };
}

/** The real graphql-ws client with its default `shouldRetry`. */
export const graphqlWsByDefault = (): PeerClient => graphqlWs({} as { shouldRetry(): true });

/** By the names that the storm gives them. */
export const peerClients: Readonly<Record<string, () => PeerClient>> = {
  'reconnecting-websocket': reconnectingWebSocket,
  partysocket,
  'socket.io-client': socketIo,
  phoenix,
  SignalR: signalR,
  'graphql-ws': () => graphqlWs(),
  centrifuge,
  ably,
};
