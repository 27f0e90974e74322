import type { AnyStateMachine } from 'xstate';
import * as defaults from '../../../src/defaults.ts';
import { connectionMachine } from '../../../src/machines/connection.ts';
import { peerMachine } from '../../../src/machines/peer.ts';
import { AUTHENTICATE_TIMEOUT, HANDSHAKE_TIMEOUT } from '../../../src/server/defaults.ts';

/** A machine that is drawn, with what a machine does not say of itself. */
export interface Chart {
  /** The name of its files. */
  readonly name: string;
  readonly machine: AnyStateMachine;
  /** Top-level states that stand to the side of the main path, from top to bottom; '' is what holds in any state. */
  readonly aside: readonly string[];
  /** Guards that hold on an ordinary day: what the stubs for Stately Studio answer, so that its simulator takes the main path. */
  readonly ordinarily: readonly string[];
  /** What each delay comes to by default, in ms, for the same stubs. */
  readonly delays: Readonly<Record<string, number>>;
}

const heartbeat = {
  pingInterval: defaults.PING_INTERVAL,
  pongTimeout: defaults.PONG_TIMEOUT,
  closeTimeout: defaults.CLOSE_TIMEOUT,
};

export const connectionChart: Chart = {
  name: 'connection',
  machine: connectionMachine,
  aside: ['', 'offline', 'backoff', 'lost', 'closed', 'failed'],
  ordinarily: ['isQuiet', 'canPing'],
  delays: {
    ...heartbeat,
    connectTimeout: defaults.CONNECT_TIMEOUT,
    stableAfter: defaults.STABLE_AFTER,
    backoffDelay: defaults.SHARED_WINDOW / 2,
    offlineRetry: defaults.OFFLINE_RETRY,
    // Never, unless asked for: as far off as a timer can be.
    keepAlive: defaults.MAX_TIME,
  },
};

const peerChart: Chart = {
  name: 'peer',
  machine: peerMachine,
  aside: ['draining', 'gone'],
  ordinarily: ['needsNoHandshake', 'needsNoAuthentication', 'isQuiet'],
  delays: {
    ...heartbeat,
    handshakeTimeout: HANDSHAKE_TIMEOUT,
    authenticationTimeout: AUTHENTICATE_TIMEOUT,
  },
};

export const charts: readonly Chart[] = [connectionChart, peerChart];
