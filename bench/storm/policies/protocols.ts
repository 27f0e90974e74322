import { createRequire } from 'node:module';
import type { IRetryPolicy } from '@microsoft/signalr';
import Ably from 'ably';
import { Centrifuge } from 'centrifuge';
import { Socket } from 'phoenix';
import { Manager } from 'socket.io-client';
import type { Policy } from '../policy.ts';
import { versionOf } from './version.ts';

interface SocketIoBackoff {
  attempts: number;
  duration(): number;
}

export const socketIo: Policy = {
  name: 'socket.io-client',
  source: `${versionOf('socket.io-client')}, build/esm/contrib/backo2.js through manager.backoff`,
  delays: '1 s · 2ⁿ⁻¹ ± 50 % up to 5 s (at the cap, about half of them exactly 5 s)',
  fleet() {
    const manager = new Manager('http://127.0.0.1:9', { autoConnect: false });
    const { backoff } = manager as unknown as { backoff: SocketIoBackoff };
    return (attempt) => {
      backoff.attempts = attempt - 1;
      return backoff.duration();
    };
  },
};

interface PhoenixSocket {
  reconnectAfterMs(tries: number): number;
}

export const phoenix: Policy = {
  name: 'phoenix',
  source: `${versionOf('phoenix')}, assets/js/phoenix/socket.js: reconnectAfterMs`,
  delays: '10, 50, 100, 150, 200, 250, 500 ms, 1, 2 s, then 5 s, no jitter',
  fleet() {
    // The constructor looks for a transport, and Node 20 has none of its own.
    const socket = new Socket('/socket', { transport: class {} } as object) as unknown as PhoenixSocket;
    return (attempt) => socket.reconnectAfterMs(attempt);
  },
};

const { DefaultReconnectPolicy }: { DefaultReconnectPolicy: new () => IRetryPolicy } = createRequire(
  import.meta.url,
)('@microsoft/signalr/dist/cjs/DefaultReconnectPolicy.js');

export const signalR: Policy = {
  name: 'SignalR',
  source: `${versionOf('@microsoft/signalr')}, DefaultReconnectPolicy.js, with withAutomaticReconnect()`,
  delays: '0, 2, 10, 30 s, then gives up',
  fleet() {
    const policy = new DefaultReconnectPolicy();
    const retryReason = new Error('Refused.');
    return (attempt, elapsedMilliseconds) =>
      policy.nextRetryDelayInMilliseconds({
        previousRetryCount: attempt - 1,
        elapsedMilliseconds,
        retryReason,
      }) ?? undefined;
  },
};

/** Its wait and its limit stand inside `createClient()`; a test drives the real client through the same times. */
export const graphqlWs: Policy = {
  name: 'graphql-ws',
  source: `${versionOf('graphql-ws')}, dist/client.js: randomisedExponentialBackoff, retryAttempts`,
  delays: '1 s · 2ⁿ⁻¹ + 0.3–3 s, 5 times, then gives up',
  fleet: (_size, random) => (attempt) =>
    attempt > 5 ? undefined : 2 ** (attempt - 1) * 1_000 + Math.floor(random() * (3_000 - 300) + 300),
};

interface CentrifugePrototype {
  _getReconnectDelay(this: { _reconnectAttempts: number; _config: object }): number;
}

export const centrifuge: Policy = {
  name: 'centrifuge',
  source: `${versionOf('centrifuge')}, build/index.js: _getReconnectDelay(), backoff()`,
  delays: '0.5 s + 0–0.5 s·2ⁿ⁻¹ up to 20 s',
  fleet() {
    const { _config } = new Centrifuge('ws://127.0.0.1:9') as unknown as { _config: object };
    const { _getReconnectDelay } = Centrifuge.prototype as unknown as CentrifugePrototype;
    const client = { _reconnectAttempts: 0, _config };
    return (attempt) => {
      client._reconnectAttempts = attempt - 1;
      return _getReconnectDelay.call(client);
    };
  },
};

const DISCONNECTED_RETRY = 15_000;
const SUSPENDED_RETRY = 30_000;
const SUSPENDED_AFTER = 120_000;

interface AblyUtils {
  getRetryTime(initial: number, retryAttempt: number): number;
}

/**
 * At once, then `getRetryTime()` of the count of disconnects (the loss is the first). After 120 s, wherever in its wait a
 * client is, it is `suspended` and waits 30 s from then on: so all that are left dial in one instant. Which delay stands when
 * is spread over `connectionmanager.ts`; a test drives the real client through the same times. Its fallback hosts are left
 * out: they are there for Ably's own cloud, and are off with a host of one's own.
 */
export const ably: Policy = {
  name: 'ably',
  source: `${versionOf('ably')}, connectionmanager.ts: notifyState(), startSuspendTimer(); utils.ts: getRetryTime()`,
  delays: 'at once, then 20, 25, 30 s × 0.8–1; after 120 s every 30 s, no jitter',
  fleet() {
    const { getRetryTime } = (Ably.Realtime as unknown as { Utils: AblyUtils }).Utils;
    return (attempt, sinceLoss) => {
      if (attempt === 1) return 0;
      if (sinceLoss >= SUSPENDED_AFTER) return SUSPENDED_RETRY;
      const delay = getRetryTime(DISCONNECTED_RETRY, attempt);
      return sinceLoss + delay <= SUSPENDED_AFTER ? delay : SUSPENDED_AFTER + SUSPENDED_RETRY - sinceLoss;
    };
  },
};
