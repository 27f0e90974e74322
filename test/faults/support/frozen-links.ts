import { constant } from '../../../src/backoff/index.ts';
import { type Connection, createConnection } from '../../../src/connection.ts';
import { LATE_FLOOR } from '../../../src/defaults.ts';
import type { Dialect } from '../../../src/ports/dialect.ts';
import type { Frame, WireData } from '../../../src/ports/transport.ts';
import { remoteProxy } from '../../setup/remote-proxy.ts';
import { corner, type Ground, until } from './ground.ts';
import { type ObservedTransport, observed } from './observed.ts';

export const PING_INTERVAL = 200;
export const PONG_TIMEOUT = 100;
const SUM = PING_INTERVAL + PONG_TIMEOUT;

/** How one frozen link was noticed. Times in ms. */
export interface Detection {
  readonly code: string;
  /** From the last frame heard to `lost`. */
  readonly detection: number;
  /** How late two plain timers came, one of `PING_INTERVAL` after that frame and one of `PONG_TIMEOUT` after that. */
  readonly lateness: number;
  /** Pings that went out after that frame: 2 where a late timer made the connection ask again. */
  readonly pings: number;
  /** From `lost` to the next dial. */
  readonly redial: number;
}

interface Subject {
  readonly connection: Connection<Frame, WireData>;
  readonly transport: ObservedTransport;
  losses: (Pick<Detection, 'code' | 'detection' | 'pings'> & { readonly at: number })[];
  timer: ReturnType<typeof setTimeout> | undefined;
  lateness: number | undefined;
}

/**
 * How far over the bound a loss was noticed, what the machine's own lateness explains taken off. A deadline that fires more
 * than `LATE_FLOOR` late asks once more (rule 9), which takes another `PONG_TIMEOUT`: allowed only where the plain timers
 * were that late too, but for their rounding.
 */
export function overrun({ detection, lateness, pings }: Detection): number {
  const isAskedAgain = pings > 1 && lateness >= LATE_FLOOR - 5;
  return detection - SUM - lateness - (isAskedAgain ? PONG_TIMEOUT : 0);
}

/** Opens `count` links through one proxy, freezes it, and tells how each loss came about. */
export async function detectFrozenLinks(
  ground: Ground,
  dialect: () => Dialect<Frame, WireData>,
  count: number,
): Promise<Detection[]> {
  const proxy = await remoteProxy(ground.control);
  const subjects: Subject[] = [];
  const url = corner(ground.control).url('/heartbeat', {}, proxy.url);
  // One after the other: so they beat out of step, and Chromium holds dials back when many are under way.
  for (let index = 0; index < count; index += 1) {
    const made = subject(ground, dialect(), url);
    subjects.push(made);
    await made.connection.opened();
  }
  await until('all are open at a time', () => subjects.every(isOpen));
  for (const each of subjects) each.losses = [];
  await proxy.mode('freeze');
  await until('each has lost, dialed again and timed itself', () => subjects.every(isMeasured));
  const detections = subjects.map(detectionOf);
  await Promise.all(subjects.map(({ connection }) => connection.close()));
  await proxy.close();
  return detections;
}

function subject(ground: Ground, dialect: Dialect<Frame, WireData>, url: string): Subject {
  const transport = observed(ground.transport(), (dial) => {
    // After the loss the timer stays as the last frame left it.
    if (dial !== transport.dials.at(-1) || made.losses.length > 0) return;
    clearTimeout(made.timer);
    made.lateness = undefined;
    const armedAt = performance.now();
    const timed = () => {
      made.lateness = performance.now() - armedAt - SUM;
    };
    made.timer = setTimeout(() => {
      made.timer = setTimeout(timed, PONG_TIMEOUT);
    }, PING_INTERVAL);
  });
  const heartbeat = { pingInterval: PING_INTERVAL, pongTimeout: PONG_TIMEOUT };
  const connection = createConnection({ url, transport, dialect, heartbeat, backoff: constant(0) });
  const made: Subject = { connection, transport, losses: [], timer: undefined, lateness: undefined };
  connection.on('lost', ({ cause: { code } }) => {
    const at = performance.now();
    const { heardAt, sentSince: pings } = transport.dials.at(-1) ?? { heardAt: 0, sentSince: 0 };
    made.losses.push({ code, detection: at - heardAt, pings, at });
  });
  return made;
}

const isOpen = ({ connection: { status } }: Subject): boolean =>
  status === 'open' || status === 'awaiting-pong';

const redialedAt = ({ transport, losses }: Subject): number | undefined =>
  transport.dials.find(({ at }) => at >= (losses[0]?.at ?? Number.POSITIVE_INFINITY))?.at;

const isMeasured = (each: Subject): boolean => each.lateness !== undefined && redialedAt(each) !== undefined;

function detectionOf(each: Subject): Detection {
  const [loss] = each.losses;
  const redial = redialedAt(each);
  if (!loss || each.lateness === undefined || redial === undefined) throw new Error('not measured');
  const { code, detection, pings, at } = loss;
  return { code, detection, pings, lateness: Math.max(0, each.lateness), redial: redial - at };
}
