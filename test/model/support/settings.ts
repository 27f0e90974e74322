import type { ConnectionOptions } from '../../../src/options.ts';
import type { Dialect } from '../../../src/ports/dialect.ts';
import type { Frame, WireData } from '../../../src/ports/transport.ts';

type Options = Omit<ConnectionOptions<Frame, WireData>, 'url' | 'transport' | 'environment' | 'autoConnect'>;

/** One kind of connection; what a chart cannot show of one shows of another. */
export interface Setting {
  readonly name: string;
  readonly options: Options;
  /** What its handshake negotiates. */
  readonly times?: { readonly pingInterval: number; readonly pongTimeout: number };
  /** Whether its socket's buffer is always full. */
  readonly isCongested?: true;
}

const times = { pingInterval: 700, pongTimeout: 350 };

/** Welcomes with `welcome`, answers a `ping` with `pong`; the rest is data. */
const dialect = (handshake: boolean): Dialect<Frame, WireData> => ({
  name: 'walked',
  beat: { leads: 'client', life: 'any' },
  handshake,
  session: () => ({
    read(frame, signals) {
      if (frame === 'welcome') signals.welcome(times);
      else if (frame === 'pong') signals.pong();
      else signals.data(frame);
    },
    ping: () => 'ping',
  }),
  write: (message) => message,
});

/** No two of its timers are due at one time, whatever the path. */
const options: Options = {
  dialect: dialect(false),
  heartbeat: { pingInterval: 1_009, pongTimeout: 503 },
  backoff: ({ attempt, previous }) => 211 * attempt + previous,
  retry: { limit: 2, stableAfter: 613, verdict: ({ code }) => (code === 4000 ? 'done' : undefined) },
  connectTimeout: 3_001,
  closeTimeout: 401,
  probeTimeout: 307,
  offlineRetry: 20_011,
  outbox: { maxMessages: 4 },
};

/** The close codes that the walks use: cut, retry, refresh, fatal, done. */
export const CLOSES = [1006, 1001, 4401, 1008, 4000] as const;

export const plain: Setting = { name: 'plain', options };
export const welcomed: Setting = {
  name: 'with a handshake',
  options: { ...options, dialect: dialect(true) },
  times,
};
/** Beats on while it waits, so that the beat is due before the deadline. */
export const beating: Setting = {
  name: 'that beats always',
  options: { ...options, heartbeat: { pingInterval: 1_009, pongTimeout: 1_709, keepAlive: 'always' } },
};
export const silent: Setting = { name: 'without a heartbeat', options: { ...options, heartbeat: false } };
export const congested: Setting = { name: 'with a full socket buffer', options, isCongested: true };
