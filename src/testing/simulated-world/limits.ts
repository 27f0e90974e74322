import { beatOf, type ConnectionOptions, type Settings, settingsOf } from '../../options.ts';
import type { Dialect } from '../../ports/dialect.ts';
import type { Transport } from '../../ports/transport.ts';

/** What a connection with given options promises, in ms. */
export interface Limits
  extends Pick<Settings, 'connectTimeout' | 'closeTimeout' | 'probeTimeout' | 'outbox' | 'retry'> {
  /** `Infinity` where nothing proves the peer alive. */
  readonly pingInterval: number;
  readonly pongTimeout: number;
  /** Deadline of a ping that is asked for out of turn. */
  readonly shortPong: number;
  readonly canPing: boolean;
  /** The wait while the platform says offline. */
  readonly offlineRetry: { readonly least: number; readonly most: number };
}

/** Reads the promises out of options, by the rules by which the connection reads them. */
export function limitsOf(
  options: ConnectionOptions<unknown, unknown>,
  dialect: Dialect,
  transport: Transport,
): Limits {
  const { connectTimeout, closeTimeout, probeTimeout, offlineRetry, outbox, retry, heartbeat } =
    settingsOf(options);
  const { canPing, pingInterval, pongTimeout } = beatOf(
    heartbeat,
    options.heartbeat !== undefined,
    dialect,
    transport,
  );
  return {
    connectTimeout,
    closeTimeout,
    probeTimeout,
    outbox,
    retry,
    canPing,
    pingInterval,
    pongTimeout,
    shortPong: Math.min(probeTimeout, pongTimeout),
    offlineRetry: { least: offlineRetry * 0.75, most: offlineRetry * 1.25 },
  };
}
