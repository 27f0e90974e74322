import { constant } from '../../../src/backoff/index.ts';
import { type Connection, createConnection } from '../../../src/connection.ts';
import type { Dialect } from '../../../src/ports/dialect.ts';
import type { Frame, WireData } from '../../../src/ports/transport.ts';
import { remoteProxy } from '../../setup/remote-proxy.ts';
import { corner, type Ground, until } from './ground.ts';
import { type ObservedTransport, observed } from './observed.ts';
import { watchStalls } from './stalls.ts';

/** How one frozen link was noticed. Times in ms. */
export interface Detection {
  readonly code: string;
  /** From the last frame heard to `lost`. */
  readonly after: number;
  /** From `lost` to the next dial. */
  readonly redial: number;
}

export interface Detections {
  readonly detections: readonly Detection[];
  /** How many were not counted since the event loop stood still in between: they measure the machine. */
  readonly discarded: number;
}

type Speaks = Dialect<Frame, WireData>;

const ROUNDS = 20;

/** Freezes `count` links at a time, until as many detections count as `count` says. */
export async function detectFrozenLinks(
  ground: Ground,
  dialect: () => Speaks,
  count: number,
): Promise<Detections> {
  const detections: Detection[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    detections.push(...(await freezeLinks(ground, dialect, count)));
    if (detections.length >= count) {
      return { detections: detections.slice(0, count), discarded: round * count - detections.length };
    }
  }
  throw new Error(
    `the machine is too busy to measure: ${detections.length} undisturbed of ${ROUNDS * count}`,
  );
}

/** Opens links through one proxy, freezes it, and tells of each loss during which the event loop ran. */
async function freezeLinks(ground: Ground, dialect: () => Speaks, count: number): Promise<Detection[]> {
  const proxy = await remoteProxy(ground.control);
  const url = corner(ground.control).url('/heartbeat', {}, proxy.url);
  const watch = watchStalls();
  const subjects: Subject[] = [];
  // One after the other: so they beat out of step, and Chromium holds dials back when many are under way.
  for (let index = 0; index < count; index += 1) {
    const made = subject(ground, dialect(), url);
    subjects.push(made);
    await made.connection.opened();
  }
  await until('all are open at a time', () => subjects.every(isOpen));
  for (const each of subjects) each.losses = [];
  await proxy.mode('freeze');
  await until('each has lost and dialed again', () => subjects.every(hasDialedAgain));
  const detections = subjects.flatMap(({ losses: [loss], transport }) => {
    if (!loss || watch.stalledIn(loss.heardAt, loss.at)) return [];
    const { code, heardAt, at } = loss;
    return { code, after: at - heardAt, redial: (redialedAt(transport, at) ?? Number.NaN) - at };
  });
  watch.stop();
  await Promise.all(subjects.map(({ connection }) => connection.close()));
  await proxy.close();
  return detections;
}

interface Subject {
  readonly connection: Connection<Frame, WireData>;
  readonly transport: ObservedTransport;
  losses: { readonly code: string; readonly heardAt: number; readonly at: number }[];
}

function subject(ground: Ground, dialect: Speaks, url: string): Subject {
  const transport = observed(ground.transport());
  const heartbeat = { pingInterval: 200, pongTimeout: 100 };
  const connection = createConnection({ url, transport, dialect, heartbeat, backoff: constant(0) });
  const made: Subject = { connection, transport, losses: [] };
  connection.on('lost', ({ cause: { code } }) => {
    const heardAt = transport.dials.at(-1)?.heardAt ?? Number.NaN;
    made.losses.push({ code, heardAt, at: performance.now() });
  });
  return made;
}

const isOpen = ({ connection: { status } }: Subject): boolean =>
  status === 'open' || status === 'awaiting-pong';

const redialedAt = ({ dials }: ObservedTransport, lostAt: number): number | undefined =>
  dials.find(({ at }) => at >= lostAt)?.at;

const hasDialedAgain = ({ transport, losses: [loss] }: Subject): boolean =>
  loss !== undefined && redialedAt(transport, loss.at) !== undefined;
