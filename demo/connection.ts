import { type Connection, createConnection } from 'heartwire';
import { json } from 'heartwire/dialects/json';
import { HEARTBEAT } from './heartbeat.ts';
import { asReceipt, type Note, PING, PONG, type Receipt } from './messages.ts';

/** Small, so that it can be filled by hand. */
export const OUTBOX = { maxMessages: 20, maxBytes: 1_000 };

/** What the page and the server say to each other over one connection. */
export type DemoConnection = Connection<Receipt, Note>;

interface Session {
  readonly url: string;
  readonly token: string;
}

/** Makes the page's connection, not yet dialed; `issued` is told of every token that it fetches. */
export function demoConnection(issued: (number: string) => void): DemoConnection {
  let session: Session | undefined;

  const connection = createConnection({
    url: async ({ signal }) => {
      if (!session) {
        session = await fetchSession(signal);
        issued(session.token.split('.')[0] ?? '');
      }
      return `${session.url}?token=${session.token}`;
    },
    dialect: json<Receipt, Note>({ ping: PING, isPong: PONG, decode: asReceipt }),
    heartbeat: HEARTBEAT,
    connectTimeout: 3_000,
    outbox: OUTBOX,
    autoConnect: false,
  });

  connection.on('lost', ({ verdict }) => {
    if (verdict === 'refresh') session = undefined;
  });
  return connection;
}

async function fetchSession(signal: AbortSignal): Promise<Session> {
  const response = await fetch('/session', { method: 'POST', signal });
  if (!response.ok) throw new Error(`The demo gives no token: ${response.status}`);
  return response.json();
}
