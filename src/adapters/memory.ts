import type { Environment } from '../ports/environment.ts';
import type { Transport } from '../ports/transport.ts';
import { createLink, type MemorySettings, type Network } from './memory/link.ts';
import type { MemoryPeer } from './memory/peer.ts';
import type { Pipe } from './memory/pipe.ts';

export type { MemorySettings } from './memory/link.ts';
export type { MemoryPeer } from './memory/peer.ts';

export interface MemoryTransportOptions {
  /** Its clock carries every event; its chance decides what `loss` drops. */
  readonly environment: Environment;
  /** ms from one end to the other, so that a dial or a ping takes twice as long. Default 0. */
  readonly latency?: number;
  /** Whether links can ping, as in Node; false: as in browsers, where neither pings nor pongs are seen. Default true. */
  readonly controlFrames?: boolean;
}

/** A transport whose network and other end are a script. */
export interface MemoryTransport extends Transport, MemorySettings {
  /** How many dials were started. */
  readonly dials: number;
  /** How many sockets the client holds: dialed, and neither ended nor discarded. */
  readonly live: number;
  /** Every accepted peer, oldest first. Yours to empty. */
  readonly peers: MemoryPeer[];
  /** Calls `listener` with each peer when it is accepted, before the client sees `open`. */
  onPeer(listener: (peer: MemoryPeer) => void): void;
  /** Holds all frames of all sockets both ways, dials included; nobody is told, as with a cable pulled. */
  freeze(): void;
  /** Delivers what was held, in order, on the environment's clock. */
  thaw(): void;
}

/**
 * Builds a transport that never leaves memory, for tests and simulations. Nothing is reported inside `open()`: every event
 * takes a turn of the environment's clock. A frozen link never answers `close()`; a discarded one is never heard again.
 * Where a test wants to answer each dial itself, at once and without a clock: `scriptedTransport()` of heartwire/testing.
 */
export function memoryTransport(options: MemoryTransportOptions): MemoryTransport {
  const { environment, latency = 0, controlFrames = true } = options;
  const busy = new Set<Pipe>();
  const peerListeners: ((peer: MemoryPeer) => void)[] = [];
  let isFrozen = false;
  let dials = 0;
  let live = 0;

  const transport: MemoryTransport = {
    name: 'memory',
    controlFrames,
    mode: 'accept',
    refusal: undefined,
    latency,
    loss: 0,
    bandwidth: undefined,
    refuseSend: false,
    peers: [],
    get dials() {
      return dials;
    },
    get live() {
      return live;
    },
    open(request, sink) {
      dials += 1;
      live += 1;
      return createLink(network, request, sink);
    },
    onPeer(listener) {
      peerListeners.push(listener);
    },
    freeze() {
      isFrozen = true;
    },
    thaw() {
      isFrozen = false;
      for (const pipe of [...busy]) pipe.resume();
    },
  };

  const network: Network = {
    environment,
    settings: transport,
    controlFrames,
    busy,
    isFrozen: () => isFrozen,
    accepted(peer) {
      transport.peers.push(peer);
      for (const listener of peerListeners) listener(peer);
    },
    ended() {
      live -= 1;
    },
  };
  return transport;
}
