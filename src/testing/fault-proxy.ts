import type { AddressInfo, Server, Socket } from 'node:net';
import { checked, isPort, refuseUnless } from './fault-proxy/check.ts';
import { cut, type Direction, direct, type FaultShape } from './fault-proxy/direction.ts';

export type { FaultShape } from './fault-proxy/direction.ts';

/**
 * `flow`: bytes pass. `freeze`: none pass either way, and neither does a FIN or RST; `flow` delivers what was held, in order.
 * `freezeUp`, `freezeDown`: the same, one way only, towards the target or towards the client. `hang`: as `freeze`, and new
 * connections are taken but lead nowhere. `refuse`: nobody listens, connections that exist flow on.
 */
export type FaultMode = (typeof modes)[number];

const modes = ['flow', 'freeze', 'freezeUp', 'freezeDown', 'hang', 'refuse'] as const;

export interface FaultProxyOptions {
  /** Where connections lead; a number is a port of 127.0.0.1. */
  readonly target: number | { readonly port: number; readonly host?: string };
  /** Where to listen. Default 127.0.0.1. */
  readonly host?: string;
  /** Default 0: any free port. */
  readonly port?: number;
}

/**
 * A TCP proxy that breaks links in the ways that networks do. Its shape may be assigned to at any time; an impossible value
 * throws an `OptionError`, `ERR_HEARTWIRE_INVALID_OPTION`.
 */
export interface FaultProxy extends FaultShape {
  readonly host: string;
  readonly port: number;
  /** How many clients are connected, as far as the proxy has been told. */
  readonly connections: number;
  /**
   * Changes the mode of all connections, those to come included. Rejects when the port cannot be had again after `refuse`,
   * when there is no such mode, and when the proxy is closed.
   */
  mode(name: FaultMode): Promise<void>;
  /** Cuts every connection with an RST, both ways. */
  reset(): void;
  /** Cuts every connection and frees the port; no handle is left. */
  close(): Promise<void>;
}

/** Starts a proxy in this process in front of `target`. Rejects when the port is taken, and when `target` names no port. */
export async function faultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  // Loaded here, so that the rest of heartwire/testing loads in browsers.
  const { connect, createServer } = await import('node:net');
  const { host = '127.0.0.1', target } = options;
  const { port: targetPort, host: targetHost = '127.0.0.1' } =
    typeof target === 'object' ? target : { port: target };
  refuseUnless(
    isPort(targetPort),
    'target',
    target,
    'must be a port from 1 to 65535, or an object that has one',
  );
  const upstream = { host: targetHost, port: targetPort, allowHalfOpen: true };
  const shape: FaultShape = { delay: 0, throttle: undefined, chunk: undefined, joinWrites: 0 };
  const pairs = new Set<Pair>();
  let current: FaultMode = 'flow';
  let server: Server | undefined;
  let listens: Promise<number> | undefined;
  let isClosed = false;

  const listen = async (port: number): Promise<number> => {
    server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
      const pair = createPair(
        client,
        () => connect(upstream).setNoDelay(),
        shape,
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
    server = listens = undefined;
  };

  const proxy: FaultProxy = {
    host,
    get delay() {
      return shape.delay;
    },
    set delay(ms) {
      shape.delay = checked('delay', ms);
    },
    get throttle() {
      return shape.throttle;
    },
    set throttle(bytesPerSecond) {
      shape.throttle = checked('throttle', bytesPerSecond);
    },
    get chunk() {
      return shape.chunk;
    },
    set chunk(bytes) {
      shape.chunk = checked('chunk', bytes);
    },
    get joinWrites() {
      return shape.joinWrites;
    },
    set joinWrites(ms) {
      shape.joinWrites = checked('joinWrites', ms);
    },
    get port() {
      return port;
    },
    get connections() {
      return [...pairs].filter((pair) => pair.isConnected).length;
    },
    async mode(name) {
      if (isClosed) throw new Error('The proxy is closed.');
      refuseUnless(modes.includes(name), 'mode', name, `must be one of ${modes.join(', ')}`);
      current = name;
      for (const pair of pairs) pair.update();
      if (name === 'refuse') unlisten();
      else if (!server) listens = listen(port);
      await listens;
    },
    reset() {
      for (const pair of pairs) pair.reset();
    },
    async close() {
      isClosed = true;
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
