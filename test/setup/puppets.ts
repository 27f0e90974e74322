import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocket, WebSocketServer } from 'ws';

/** What a puppet has seen: the sockets of one key, oldest first. */
export interface PuppetView {
  /** Texts that each socket received. */
  readonly received: readonly (readonly string[])[];
  /** How many of the sockets still exist, dials that wait for an answer included. */
  readonly open: number;
}

/** What a puppet can be told to do with the latest socket of its key; `hear` is for all of them. */
export type PuppetOrder = 'accept' | 'cut' | 'deafen' | 'hear' | `say/${string}` | `close/${number}`;

/** Servers that do nothing unless ordered to: each dial waits, unanswered, for its `accept`. */
export interface Puppets {
  /** Takes an upgrade request in. */
  dialed(key: string, request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** `GET /puppet/KEY`: a `PuppetView`. `POST /puppet/KEY/ORDER`: obeys. */
  handle(request: IncomingMessage, response: ServerResponse): void;
}

interface Puppet {
  readonly received: string[];
  isOpen: boolean;
  order(order: string, value: string): void;
}

export function puppets(server: WebSocketServer): Puppets {
  const byKey = new Map<string, Puppet[]>();
  return {
    dialed(key, request, socket, head) {
      const accept = (accepted: (webSocket: WebSocket) => void): void =>
        server.handleUpgrade(request, socket, head, accepted);
      byKey.set(key, [...(byKey.get(key) ?? []), puppet(socket, accept)]);
    },
    handle(request, response) {
      const [, , key = '', order = '', value = ''] = (request.url ?? '').split('/').map(decodeURIComponent);
      const all = byKey.get(key) ?? [];
      const told = order === 'hear' ? all : all.slice(-1);
      if (request.method === 'POST') for (const one of told) one.order(order, value);
      const view: PuppetView = {
        received: all.map(({ received }) => received),
        open: all.filter(({ isOpen }) => isOpen).length,
      };
      response.end(JSON.stringify(view));
    },
  };
}

function puppet(socket: Duplex, accept: (accepted: (webSocket: WebSocket) => void) => void): Puppet {
  let webSocket: WebSocket | undefined;
  const accepted = (fresh: WebSocket): void => {
    webSocket = fresh;
    fresh.on('error', () => fresh.terminate());
    fresh.on('message', (data) => made.received.push(data.toString()));
  };
  const orders: Readonly<Record<string, (value: string) => void>> = {
    accept: () => accept(accepted),
    cut: () => socket.destroy(),
    say: (text) => webSocket?.send(text),
    close: (code) => webSocket?.close(Number(code)),
    deafen: () => webSocket?.pause(),
    hear: () => webSocket?.resume(),
  };
  const made: Puppet = {
    received: [],
    isOpen: true,
    order: (order, value) => orders[order]?.(value),
  };
  // Nobody else reads a dial that waits, and what is not read is not seen to end.
  socket.on('end', () => socket.end()).resume();
  socket.once('close', () => {
    made.isOpen = false;
  });
  return made;
}
