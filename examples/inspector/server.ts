import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { createWebSocketInspector } from '@statelyai/inspect';
import { createConnection } from 'heartwire';
import { text } from 'heartwire/dialects/text';
import { inspectWith } from 'heartwire/inspect';
import { type Supervisor, supervise } from 'heartwire/server';
import { ws } from 'heartwire/ws';
import { WebSocketServer } from 'ws';
import { HEARTBEAT } from './heartbeat.ts';

/** How many of the inspector's messages a receiver that comes later is given. */
const REPLAY = 500;

/** Starts the app's server, the relay of the inspector, and a connection of this process that is inspected through it. */
export function start({ server, origin }: { readonly server: Server; readonly origin: string }) {
  // What runs in Node sends no Origin.
  const admission = { origins: [origin], allowMissingOrigin: true };
  const app = supervise(new WebSocketServer({ noServer: true }), {
    ...admission,
    path: '/ws',
    dialect: text(),
  });
  app.on('message', ({ message }) => {
    if (message === 'cut') for (const peer of app.peers) peer.terminate();
  });
  const relay = supervise(new WebSocketServer({ noServer: true }), { ...admission, path: '/inspect' });
  pass(relay);
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const isInspector = request.url === '/inspect';
    (isInspector ? relay : app).handleUpgrade(request, socket, head);
  });

  const address = origin.replace('http', 'ws');
  const inspector = createWebSocketInspector({ url: `${address}/inspect`, serializationDepthLimit: 16 });
  const connection = createConnection({
    url: `${address}/ws?token=a-secret-of-the-server`,
    transport: ws(),
    dialect: text(),
    heartbeat: HEARTBEAT,
    inspect: inspectWith(inspector, { name: 'server process' }),
  });
  return {
    async close() {
      inspector.stop();
      await connection.close();
      await Promise.all([app.close(), relay.close()]);
    },
  };
}

/** Passes what each peer says to the others, those who come later included. */
function pass(relay: Supervisor): void {
  const said: string[] = [];
  relay.on('peer', (peer) => {
    for (const message of said) peer.send(message);
  });
  relay.on('message', ({ peer, message }) => {
    if (typeof message !== 'string') return;
    said.push(message);
    if (said.length > REPLAY) said.shift();
    relay.broadcast(message, (other) => other !== peer);
  });
}
