import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ws } from '../../src/adapters/ws.ts';
import { type Connection, createConnection } from '../../src/connection.ts';
import { json } from '../../src/dialects/index.ts';
import type { Link, Transport, TransportSink } from '../../src/ports/transport.ts';
import { type Child, program } from './support/child.ts';

const CLIENTS = 200;
const ROUNDS = 50;
const heartbeat = { pingInterval: 400, pongTimeout: 400 };

type Message = readonly [client: number, count: number];

const SERVER = `
  import { openSync, writeSync } from 'node:fs';
  import { WebSocketServer } from 'ws';
  import { json } from './src/dialects/json.ts';
  import { supervise } from './src/server/index.ts';
  const wss = new WebSocketServer({ port: Number(process.argv[2]), host: '127.0.0.1' });
  const supervisor = supervise(wss, { dialect: json(), heartbeat: ${JSON.stringify(heartbeat)}, closeTimeout: 500, retryAfter: 0 });
  // At once, so that a kill loses nothing of what was delivered.
  const book = openSync(process.argv[3], 'a');
  supervisor.on('message', ({ message: [client, count] }) => writeSync(book, client + ' ' + count + '\\n'));
  process.on('message', async () => {
    await supervisor.drain({ over: 200, retryAfter: 0 });
    process.send(['drained'], () => process.exit());
  });
  wss.on('listening', () => process.send(['port', wss.address().port]));
`;

/** One client and the fate of all that it was given to send. */
interface Client {
  readonly connection: Connection<unknown, Message>;
  /** How many messages it was given. */
  sent: number;
  readonly dropped: Map<number, string>;
  /** What was handed to each link, and whether the link is still held. */
  readonly links: readonly { readonly counts: number[]; isHeld: boolean }[];
}

/** Writes down which message was handed to which link. */
function ledger(transport: Transport): { readonly transport: Transport; readonly links: Client['links'] } {
  const links: { readonly counts: number[]; isHeld: boolean }[] = [];
  return {
    links,
    transport: {
      ...transport,
      open(request, sink: TransportSink): Link {
        const record: (typeof links)[number] = { counts: [], isHeld: true };
        links.push(record);
        const link = transport.open(request, sink);
        return {
          get bufferedAmount() {
            return link.bufferedAmount;
          },
          send(data) {
            link.send(data);
            record.counts.push((JSON.parse(String(data)) as Message)[1]);
          },
          close: (code, reason) => link.close(code, reason),
          discard() {
            record.isHeld = false;
            link.discard();
          },
          ping: () => link.ping?.(),
        };
      },
    },
  };
}

function client(index: number, url: string): Client {
  const { transport, links } = ledger(ws());
  const dropped = new Map<number, string>();
  const connection = createConnection<unknown, Message>({
    ...{ url, transport, heartbeat, dialect: json<unknown, Message>() },
    backoff: ({ random }) => 50 + 150 * random(),
    // Small enough to overflow while the server is away, so that drops are seen too.
    outbox: { maxMessages: 40, overflow: index % 2 === 0 ? 'refuse' : 'drop-oldest' },
    connectTimeout: 2_000,
  });
  connection.on('drop', ({ message, reason }) => dropped.set(message[1], reason));
  return { connection, sent: 0, dropped, links };
}

/** What was delivered of each client, in order. */
function read(book: string): readonly (readonly number[])[] {
  const delivered = Array.from({ length: CLIENTS }, (): number[] => []);
  for (const line of readFileSync(book, 'utf8').split('\n').slice(0, -1)) {
    const [index, count] = line.split(' ').map(Number);
    delivered[index as number]?.push(count as number);
  }
  return delivered;
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const until = async (what: string, isSo: () => boolean) => {
  for (const from = performance.now(); !isSo(); await sleep(5)) {
    if (performance.now() - from > 20_000) throw new Error(`not within 20 s: ${what}`);
  }
};

test('a server that is killed, frozen and restarted 50 times under 200 clients: each is open at the end, and each message is delivered, in doubt or dropped with a reason', async () => {
  using server = await program(SERVER);
  const folder = mkdtempSync(join(tmpdir(), 'heartwire-both-ends-'));
  const book = join(folder, 'delivered');
  const start = async (port = 0): Promise<readonly [Child, number]> => {
    const child = server.start([], [`${port}`, book]);
    return [child, await child.said<number>('port')];
  };
  let [child, port] = await start();
  const clients = Array.from({ length: CLIENTS }, (_, index) => client(index, `ws://127.0.0.1:${port}`));
  const isOpen = ({ connection }: Client) =>
    connection.status === 'open' || connection.status === 'awaiting-pong';
  const say = () => {
    for (const [index, each] of clients.entries()) each.connection.send([index, each.sent++]);
  };
  const chatter = setInterval(say, 25);
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      await until('most clients are open', () => clients.filter(isOpen).length > CLIENTS * 0.9);
      if (round % 5 === 2) {
        child.process.kill('SIGSTOP');
        await until('most clients have noticed', () => clients.filter(isOpen).length < CLIENTS * 0.1);
        child.process.kill('SIGCONT');
      } else {
        if (round % 5 === 4) {
          const drained = child.said('drained');
          child.send({});
          await drained;
        }
        await child.end();
        await sleep((round % 3) * 100);
        [child] = await start(port);
      }
    }
    await until('all clients are open', () => clients.every(isOpen));
    clearInterval(chatter);
    // What is in the outboxes goes out, and what is on its way arrives.
    await until('the outboxes are empty', () =>
      clients.every(({ connection }) => connection.bufferedAmount === 0),
    );
    say();
    await until('the last messages have arrived', () => {
      const delivered = read(book);
      return clients.every(({ sent }, index) => delivered[index]?.at(-1) === sent - 1);
    });
  } finally {
    clearInterval(chatter);
    await child.end();
  }

  const delivered = read(book);
  rmSync(folder, { recursive: true });
  const fates = { delivered: 0, doubtful: 0, dropped: 0 };
  for (const [index, { sent, dropped, links }] of clients.entries()) {
    const arrived = new Set(delivered[index]);
    const handed = links.flatMap(({ counts }) => counts);
    const last = links.at(-1)?.counts ?? [];
    // In order, and none twice.
    expect(delivered[index]).toEqual([...arrived].sort((a, b) => a - b));
    expect(new Set(handed).size).toBe(handed.length);
    // The link that is open at the end has lost nothing.
    expect(last.filter((count) => !arrived.has(count))).toEqual([]);
    const wasHanded = new Set(handed);
    for (let count = 0; count < sent; count += 1) {
      const isDropped = dropped.has(count);
      // Either handed to a link or dropped with a reason; never both, and never neither.
      if (isDropped === wasHanded.has(count))
        throw new Error(`message ${count} of client ${index} has no fate`);
      if (isDropped) fates.dropped += 1;
      else if (arrived.has(count)) fates.delivered += 1;
      else fates.doubtful += 1;
    }
    expect([...arrived].every((count) => wasHanded.has(count))).toBe(true);
    expect([...dropped.values()].every((reason) => ['overflow', 'replaced'].includes(reason))).toBe(true);
  }
  expect(fates.delivered).toBeGreaterThan(10 * CLIENTS);
  expect(fates.dropped).toBeGreaterThan(0);
  await Promise.all(clients.map(({ connection }) => connection.close()));
}, 240_000);
