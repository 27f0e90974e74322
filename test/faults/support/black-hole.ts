import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ws } from '../../../src/adapters/ws.ts';
import { constant } from '../../../src/backoff/index.ts';
import { createConnection } from '../../../src/connection.ts';
import { text } from '../../../src/dialects/text.ts';
import { beatingServer } from './beating-server.ts';
import { until } from './ground.ts';
import { type LossRecord, lossesOf } from './losses.ts';
import { observed } from './observed.ts';

/** What a client met in a network namespace whose only interface went down and came up again. */
interface BlackHole {
  /** Of the link that was open. */
  readonly lost: LossRecord | undefined;
  /** Codes of the attempts while the interface was down. */
  readonly refused: readonly string[];
  /** Echoed by the server after the interface came up. */
  readonly echoed: unknown;
  /** Sockets that the client holds at the end, and the most that it held at a time. */
  readonly held: number;
  readonly mostHeld: number;
}

const run = promisify(execFile);

const lo = (state: 'up' | 'down') => run('ip', ['link', 'set', 'lo', state]);

/** Lives through a real black hole. For a process of its own, in a network namespace of its own, with `lo` up. */
export async function livesThroughBlackHole(): Promise<BlackHole> {
  const server = await beatingServer();
  const transport = observed(ws());
  const connection = createConnection({
    url: `ws://127.0.0.1:${server.port}/`,
    transport,
    dialect: text(),
    heartbeat: { pingInterval: 200, pongTimeout: 200 },
    backoff: constant(50),
    connectTimeout: 500,
  });
  await connection.opened();
  const losses = lossesOf(connection, transport);
  await lo('down');
  await until('it is lost and two attempts have failed', () => losses.length >= 3);
  await lo('up');
  await connection.opened();
  const [lost, ...failed] = [...losses];
  const heard: unknown[] = [];
  connection.on('message', (message) => heard.push(message));
  connection.send('out of the hole');
  await until('the server answers', () => heard.length > 0);
  const held = transport.dials.filter(({ isHeld }) => isHeld).length;
  await connection.close();
  await server.close();
  return {
    lost,
    refused: failed.map(({ code }) => code),
    echoed: heard[0],
    held,
    mostHeld: transport.mostHeld,
  };
}
