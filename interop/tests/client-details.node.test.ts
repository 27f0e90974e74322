import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { play } from '../dropin/play.ts';
import type { ClientRow, SocketClass } from '../dropin/row.ts';
import { rows } from '../dropin/rows.ts';
import { type Kind, socketsFor } from '../dropin/sockets.ts';

const rowOf = (name: string): ClientRow => {
  const row = rows.find((each) => each.name === name);
  if (!row) throw new Error(`no row is called ${name}`);
  return row;
};

describe('a client that reconnects, over a drop-in that does so too', () => {
  afterEach(() => vi.restoreAllMocks());

  /** Puts the client on a drop-in with retries, and lets its server refuse for a while. */
  async function stack(name: string) {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const { connections } = await play({ ...rowOf(name), mode: 'whole' }, 'refused', 'drop-in', 1_000);
    const warnings = new Set(warn.mock.calls.map(([text]) => text));
    return { connections, warnings: [...warnings] };
  }

  test.each(['graphql-ws', '@trpc/client', 'socket.io-client'])(
    '%s comes to more than one connection, and is warned of',
    async (name) => {
      const { connections, warnings } = await stack(name);
      expect(connections).toBeGreaterThan(1);
      expect(warnings).toEqual([expect.stringContaining('maxRetries: 0')]);
    },
  );

  test.each(['phoenix', 'y-websocket'])('%s closes the old socket itself, and is not', async (name) => {
    expect(await stack(name)).toEqual({ connections: 1, warnings: [] });
  });
});

describe('RxJS', () => {
  /** How a subject ends when its server ends its link so. */
  async function endAfter(end: (peer: WebSocket) => void, kind: Kind): Promise<string> {
    const row = rowOf('RxJS');
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await once(server, 'listening');
    server.on('connection', end);
    const { Socket } = socketsFor(row, kind, { pingInterval: 1_000, pongTimeout: 1_000 });
    const { endOf } = (await import(`../dropin/clients/${'rxjs'}.js`)) as {
      endOf(url: string, Socket: SocketClass): Promise<string>;
    };
    try {
      return await endOf(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/`, Socket);
    } finally {
      server.close();
    }
  }

  const ends: readonly (readonly [said: string, end: (peer: WebSocket) => void, comesTo: string])[] = [
    ['completes when the server closes with 1000', (peer) => peer.close(1000), 'completed'],
    ['completes when the server closes without a code', (peer) => peer.close(), 'completed'],
    ['completes when the server closes with 4401', (peer) => peer.close(4401), 'completed'],
    ['fails when the link is gone without a close frame', (peer) => peer.terminate(), 'failed'],
  ];

  test.each(ends)('%s, as over a bare WebSocket', async (_, end, comesTo) => {
    expect([await endAfter(end, 'drop-in'), await endAfter(end, 'bare')]).toEqual([comesTo, comesTo]);
  });
});
