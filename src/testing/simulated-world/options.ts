import { causeAware, constant, decorrelated, exponential, linear, sequence } from '../../backoff/index.ts';
import type { ConnectionOptions } from '../../options.ts';
import type { Dialect } from '../../ports/dialect.ts';
import type { Chance } from './chance.ts';

/** Options of a client that are drawn, or that a user lays over the drawn ones: all but what the world itself is. */
export type DrawnOptions = Partial<
  Omit<
    ConnectionOptions<unknown, unknown>,
    'url' | 'protocols' | 'transport' | 'dialect' | 'environment' | 'inspect' | 'signal'
  >
>;

const backoffs = [
  () => causeAware(),
  () => constant(2_000),
  () => constant(300, 'none'),
  () => constant(4_000, 'equal'),
  () => exponential({ cap: 10_000 }),
  () => decorrelated(),
  () => linear({ cap: 8_000, jitter: 'none' }),
  () => sequence([0, 1_000, 5_000]),
];

/** Draws what apps set: short and long heartbeats, all backoffs, small and large outboxes, limits and none. */
export function drawOptions(chance: Chance, { beat }: Dialect, controlFrames: boolean): DrawnOptions {
  const { between, is, pick } = chance;
  const isMute = beat.leads === 'transport' && !controlFrames;
  return {
    ...(!isMute && drawHeartbeat(chance, beat.leads === 'server')),
    backoff: pick(backoffs)(),
    retry: {
      ...(is(0.2) && { verdict: ({ code }) => (code === 4000 || code === 1000 ? 'done' : undefined) }),
      limit: is(0.2) ? between(2, 12) : Number.POSITIVE_INFINITY,
      stableAfter: between(0, 6) * 1_000,
    },
    connectTimeout: between(20, 120) * 100,
    closeTimeout: between(0, 30) * 100,
    probeTimeout: between(10, 40) * 100,
    offlineRetry: between(5, 60) * 1_000,
    autoConnect: is(0.9),
    ...(is(0.8) && { outbox: is(0.1) ? false : drawOutbox(chance) }),
  };
}

function drawHeartbeat({ between, is }: Chance, isServerLed: boolean): DrawnOptions {
  if (is(0.1)) return {};
  if (is(0.05)) return { heartbeat: false };
  return {
    heartbeat: {
      pingInterval: between(20, 250) * 100,
      pongTimeout: between(10, 80) * 100,
      keepAlive: !isServerLed && is(0.3) ? 'always' : 'when-quiet',
    },
  };
}

function drawOutbox({ between, is }: Chance): NonNullable<Exclude<DrawnOptions['outbox'], false>> {
  return {
    maxMessages: between(1, 20),
    maxBytes: between(20, 2_000),
    overflow: is(0.5) ? 'refuse' : 'drop-oldest',
    ttl: is(0.3) ? between(1, 30) * 1_000 : Number.POSITIVE_INFINITY,
  };
}
