// @ts-check
import { createTRPCClient, createWSClient, wsLink } from '@trpc/client';
import { initTRPC } from '@trpc/server';
import { applyWSSHandler } from '@trpc/server/adapters/ws';
import { WebSocketServer } from 'ws';
import { webServer } from '../web-server.js';

/** @type {import('../row.ts').ClientRow} */
export default {
  name: '@trpc/client',
  mode: 'single link',
  underWay: { seen: 'failed', runs: 1 },
  beat: { ping: 'PING', pong: 'PONG' },
  serve: (desk, port) =>
    webServer(port, (server) =>
      applyWSSHandler({ wss: new WebSocketServer({ server }), router: routerOf(desk) }),
    ),
  connect(url, Socket, heard) {
    const socket = createWSClient({
      url,
      WebSocket: /** @type {typeof WebSocket} */ (Socket),
      retryDelayMs: () => 40,
    });
    /** @type {import('@trpc/client').TRPCClient<ReturnType<typeof routerOf>>} */
    const client = createTRPCClient({ links: [wsLink({ client: socket })] });
    return { unit: async (n) => heard(await client.unit.mutate(n)), close: () => void socket.close() };
  },
};

/** @param {import('../row.ts').Desk} desk */
function routerOf(desk) {
  const { procedure, router } = initTRPC.create();
  return router({ unit: procedure.input(Number).mutation(({ input }) => desk.do(input)) });
}
