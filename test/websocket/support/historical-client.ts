import { expect } from 'vitest';
import type { ConnectionOptions } from '../../../src/options.ts';
import { ReconnectingWebSocket } from '../../../src/websocket.ts';
import type { Client, MakeClient } from '../../historical/support/scene.ts';
import { faultsOf, lifeOf, type Told } from './life-of.ts';

/** The drop-in in the place of a connection: what it does itself, it does; `connection` says the rest. */
function clientOf(socket: ReconnectingWebSocket, told: Told[]): Client {
  const { connection } = socket;
  const begun = () => told.push(['reconnect', socket.readyState]);
  return {
    get status() {
      return connection.status;
    },
    get attempt() {
      return socket.retryCount;
    },
    connect() {
      begun();
      connection.connect();
    },
    reconnect() {
      begun();
      socket.reconnect();
    },
    close(code, reason) {
      socket.close(code, reason);
      return connection.close();
    },
    send: (message) => connection.send(message),
    on: (name, listener, options) => connection.on(name, listener, options),
  };
}

/** Makes drop-ins for the cases, and knows what each of them told as a WebSocket. */
export function dropIns(): { readonly make: MakeClient; checkLives(): void } {
  const lives: Told[][] = [];
  return {
    make({ url, protocols, ...options }: ConnectionOptions) {
      const socket = new ReconnectingWebSocket(url, protocols, options);
      const told = lifeOf(socket);
      lives.push(told);
      return clientOf(socket, told);
    },
    checkLives() {
      const all = lives.splice(0);
      expect(all.length).toBeGreaterThan(0);
      expect(all.map(faultsOf)).toEqual(all.map(() => []));
    },
  };
}
