import { memoryTransport } from '../../../src/adapters/memory.ts';
import { virtualEnvironment } from '../../../src/adapters/virtual-environment.ts';
import { constant } from '../../../src/backoff/index.ts';
import { ReconnectingWebSocket, type ReconnectingWebSocketOptions } from '../../../src/websocket.ts';
import { lifeOf, type Told } from './life-of.ts';

export interface SocketWorldOptions extends ReconnectingWebSocketOptions {
  readonly url?: ConstructorParameters<typeof ReconnectingWebSocket>[0];
  readonly protocols?: ConstructorParameters<typeof ReconnectingWebSocket>[1];
  readonly latency?: number;
  readonly controlFrames?: boolean;
}

/** A drop-in over the memory transport on a virtual clock, and what it told. Retries come after 100 ms. */
export function socketWorld(options: SocketWorldOptions = {}) {
  const { url = 'ws://server.test/', protocols, latency = 5, controlFrames = false, ...rest } = options;
  const environment = virtualEnvironment();
  const transport = memoryTransport({ environment, latency, controlFrames });
  const isPeers =
    'minReconnectionDelay' in rest || 'maxReconnectionDelay' in rest || 'reconnectionDelayGrowFactor' in rest;
  const socket = new ReconnectingWebSocket(url, protocols, {
    environment,
    transport,
    ...(!isPeers && { backoff: constant(100) }),
    ...rest,
  });
  const told: Told[] = lifeOf(socket);
  const start = environment.now();
  return {
    environment,
    transport,
    socket,
    told,
    advance: environment.advance,
    elapsed: () => environment.now() - start,
    /** The latest peer. */
    get peer() {
      const peer = transport.peers.at(-1);
      if (!peer) throw new Error('no peer yet');
      return peer;
    },
  };
}
