import { setTimeout as sleep } from 'node:timers/promises';
import { constant } from '../../src/backoff/constant.ts';
import { type Connection, createConnection } from '../../src/connection.ts';
import { faultProxy } from '../../src/testing/fault-proxy.ts';
import { watchStalls } from '../../test/faults/support/stalls.ts';
import type { PresetRow, RunningServer } from './preset-row.ts';
import { type Tapped, tapped } from './tapped.ts';

/** How often a measurement is repeated that the machine spoiled. */
const TRIES = 8;

/** What came of a link that was left alone. */
export interface Stay {
  readonly status: string;
  readonly dials: number;
  readonly losses: readonly string[];
  readonly beats: number;
}

/** Leaves a link to its beats for `count` of its intervals, uses it, and tells what came of it. */
export async function stay<In, Out, Server extends RunningServer>(
  row: PresetRow<In, Out, Server>,
  count: number,
): Promise<Stay> {
  await using server = await row.start();
  const tap = tapped();
  await using connection = dial(row, server.port, tap);
  const losses: string[] = [];
  connection.on('lost', ({ cause }) => losses.push(cause.code));
  await connection.opened();
  await sleep(row.interval * (count + 0.5));
  await row.use(connection);
  const { status } = connection;
  return { status, dials: tap.dials, losses, beats: row.beats(server, tap) };
}

/** How a link that froze was given up. Times in ms. */
export interface Detection {
  readonly code: string;
  /** From the last frame heard to `lost`. */
  readonly after: number;
  /** Whether the link came back, and could be used, when the network did. */
  readonly isBack: boolean;
}

/** Freezes a link that has beaten twice. What is off by over a tenth is measured again if the event loop stood still meanwhile. */
export async function freeze<In, Out, Server extends RunningServer>(
  row: PresetRow<In, Out, Server>,
): Promise<Detection> {
  await using server = await row.start();
  for (let tries = 1; tries <= TRIES; tries += 1) {
    const proxy = await faultProxy({ target: server.port });
    const tap = tapped();
    const connection = dial(row, proxy.port, tap);
    const watch = watchStalls();
    try {
      await connection.opened();
      await sleep(row.interval * 2.3);
      const lost = new Promise<{ code: string; at: number }>((resolve) =>
        connection.on('lost', ({ cause: { code } }) => resolve({ code, at: performance.now() })),
      );
      await proxy.mode('freeze');
      const { code, at } = await lost;
      const heardAt = tap.lastHeard(at);
      const isOff = Math.abs(at - heardAt - row.rule) > row.rule / 10;
      if (isOff && watch.stalledIn(heardAt, at)) continue;
      await proxy.mode('flow');
      await connection.opened();
      await row.use(connection);
      return { code, after: at - heardAt, isBack: connection.status === 'open' };
    } finally {
      watch.stop();
      await connection.close();
      await proxy.close();
    }
  }
  throw new Error(`the machine is too busy to measure: spoiled ${TRIES} times`);
}

function dial<In, Out>(
  {
    path = '/',
    protocols = [],
    heartbeat,
    dialect,
  }: Pick<PresetRow<In, Out>, 'path' | 'protocols' | 'heartbeat' | 'dialect'>,
  port: number,
  transport: Tapped,
): Connection<In, Out> {
  return createConnection({
    url: `ws://127.0.0.1:${port}${path}`,
    protocols,
    transport,
    dialect: dialect(),
    backoff: constant(20),
    ...(heartbeat && { heartbeat }),
  });
}
