import { ws } from '../../../src/adapters/ws.ts';
import { createConnection } from '../../../src/connection.ts';

const ROUNDS = 1_000;

/** What holds a process after 1,000 reconnects on real sockets and `close()`, beside what held it before. */
interface Handles {
  readonly opens: number;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** Reconnects as soon as the socket is open. For a process of its own: it looks at all of its handles. */
export async function reconnectOnLoopback(url: string): Promise<Handles> {
  const before = process.getActiveResourcesInfo();
  const heartbeat = { pingInterval: 1_000, pongTimeout: 500 };
  const connection = createConnection({ url, transport: ws(), heartbeat });
  let opens = 0;
  connection.on('open', () => {
    opens += 1;
  });
  await connection.opened();
  for (let round = 0; round < ROUNDS; round += 1) {
    connection.reconnect();
    await connection.opened();
  }
  await connection.close();
  // A handle that was closed goes in the turns of the loop that follow.
  for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  return { opens, before, after: process.getActiveResourcesInfo() };
}
