import type { AddressInfo, Server, Socket } from 'node:net';
import { cut, type Direction, direct, type FaultShape } from './fault-proxy/direction.ts';

export type { FaultShape } from './fault-proxy/direction.ts';

/**
 * `flow`: bytes pass. `freeze`: none pass either way, and neither does a FIN or RST; `flow` delivers what was held, in order.
 * `freezeUp`, `freezeDown`: the same, one way only, towards the target or towards the client. `hang`: as `freeze`, and new
 * connections are taken but lead nowhere. `refuse`: nobody listens, connections that exist flow on.
 */
export type FaultMode = 'flow' | 'freeze' | 'freezeUp' | 'freezeDown' | 'hang' | 'refuse';

export interface FaultProxyOptions {
  /** Where connections lead; a number is a port of 127.0.0.1. */
  readonly target: number | { readonly port: number; readonly host?: string };
  /** Where to listen. Default 127.0.0.1. */
  readonly host?: string;
  /** Default 0: any free port. */
  readonly port?: number;
}

/** A TCP proxy that breaks links in the ways that networks do. */
export interface FaultProxy extends FaultShape {
  readonly host: string;
  readonly port: number;
  /** How many clients are connected, as far as the proxy has been told. */
  readonly connections: number;
  /** Changes the mode of all connections, those to come included. Rejects when the port cannot be had again after `refuse`. */
  mode(name: FaultMode): Promise<void>;
  /** Cuts every connection with an RST, both ways. */
  reset(): void;
  /** Cuts every connection and frees the port; no handle is left. */
  close(): Promise<void>;
}

/** Starts a proxy in this process in front of `target`. Rejects when the port is taken. */
export async function faultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  // Loaded here, so that the rest of heartwire/testing loads in browsers.
  const { connect, createServer } = await import('node:net');
  const { host = '127.0.0.1', target } = options;
  const upstream = {
    host: '127.0.0.1',
    allowHalfOpen: true,
    ...(typeof target === 'number' ? { port: target } : target),
  };
  const pairs = new Set<Pair>();
  let current: FaultMode = 'flow';
  let server: Server | undefined;

  const listen = async (port: number): Promise<number> => {
    server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
      const pair = createPair(
        client,
        () => connect(upstream).setNoDelay(),
        proxy,
        () => current,
      );
      pairs.add(pair);
      pair.onGone(() => pairs.delete(pair));
    });
    return listening(server, port, host).catch((error: unknown) => {
      server = undefined;
      throw error;
    });
  };
  const unlisten = (): void => {
    server?.close();
    server = undefined;
  };

  const proxy: FaultProxy = {
    delay: 0,
    throttle: undefined,
    chunk: undefined,
    joinWrites: 0,
    host,
    get port() {
      return port;
    },
    get connections() {
      return [...pairs].filter((pair) => pair.isConnected).length;
    },
    async mode(name) {
      current = name;
      for (const pair of pairs) pair.update();
      if (name === 'refuse') unlisten();
      else if (!server) await listen(port);
    },
    reset() {
      for (const pair of pairs) pair.reset();
    },
    async close() {
      const closing = server && new Promise((resolve) => server?.close(resolve));
      server = undefined;
      for (const pair of pairs) pair.reset();
      await closing;
    },
  };
  const port = await listen(options.port ?? 0);
  return proxy;
}

interface Pair {
  readonly isConnected: boolean;
  update(): void;
  reset(): void;
  /** Calls `listener` when neither socket is left; a frozen target is told of its client's end only later. */
  onGone(listener: () => void): void;
}

/** One client and, once it may lead somewhere, its connection to the target. */
function createPair(
  client: Socket,
  dial: () => Socket,
  shape: Readonly<FaultShape>,
  mode: () => FaultMode,
): Pair {
  let target: Socket | undefined;
  let directions: readonly Direction[] = [];
  let gone: (() => void) | undefined;
  const closed = (): void => {
    if (client.destroyed && target?.destroyed !== false) gone?.();
  };
  const isFrozen = (way: FaultMode): boolean => [way, 'freeze', 'hang'].includes(mode());
  const lead = (): void => {
    target = dial().on('close', closed);
    directions = [
      direct(client, target, shape, () => isFrozen('freezeUp')),
      direct(target, client, shape, () => isFrozen('freezeDown')),
    ];
  };

  const pair: Pair = {
    get isConnected() {
      return !client.destroyed;
    },
    onGone(listener) {
      gone = listener;
    },
    update() {
      if (!target && mode() !== 'hang' && !client.destroyed) lead();
      for (const direction of directions) direction.update();
    },
    reset() {
      for (const { stop } of directions) stop();
      cut(client);
      if (target) cut(target);
    },
  };
  // A client that leads nowhere has no other listener, and an error that nobody hears ends the process.
  client.on('error', () => {}).on('close', closed);
  pair.update();
  return pair;
}

function listening(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}
