import type { MemoryTransport } from '../../adapters/memory.ts';
import type { Environment } from '../../ports/environment.ts';
import type { Frame, Link, Transport, TransportSink, WireData } from '../../ports/transport.ts';

/** One socket of a client, as the world sees it. */
export interface Socket {
  /** 1 for the client's first dial. */
  readonly number: number;
  /** When it was dialed, in ms of the world. */
  readonly dialedAt: number;
  /** What the connection listens with: a broken transport may speak into it late. */
  readonly sink: TransportSink;
  isOpen: boolean;
  /** Whether it is over: closed, failed or discarded. */
  isOver: boolean;
  /** Whether something on its way lost frames. */
  isLossy: boolean;
  /** Number of the last message that was written, and how many were. */
  lastWritten: number;
  writes: number;
  /** Bytes that the socket has taken and not yet written. */
  buffered(): number;
}

/** Whom a wire tells. */
export interface WireWatch {
  dialed(socket: Socket): void;
  opened(): void;
  /** A frame is about to be delivered; `undefined` is a control frame. */
  heard(frame: Frame | undefined): void;
  /** The connection has handed a message to the socket. */
  wrote(data: WireData, socket: Socket): void;
  /** Whether the device sleeps, so that nothing is delivered. */
  isAsleep(): boolean;
}

/** A client's transport with a middlebox in it, which can hold each way by itself. */
export interface Wire {
  readonly transport: Transport;
  /** The socket that the client holds. */
  readonly socket: Socket | undefined;
  /** How many sockets the client holds. */
  readonly held: number;
  /** Those that are over, the latest few. */
  readonly old: readonly Socket[];
  hold(way: 'up' | 'down'): void;
  /** Lets both ways go, unless the device sleeps. */
  release(): void;
  /** Delivers what was held while the device slept. */
  resume(): void;
}

/** Old sockets kept for what they may say late. */
const OLD_KEPT = 4;

/** Name of the query parameter that says to the server which of a client's sockets it is. */
export const SOCKET_PARAMETER = 'socket';

/** Builds the wire of one client over its memory transport. */
export function createWire(world: Environment, network: MemoryTransport, watch: WireWatch): Wire {
  const start = world.now();
  const queues: Record<'up' | 'down', (() => void)[]> = { up: [], down: [] };
  const isHeld = { up: false, down: false };
  const old: Socket[] = [];
  const live = new Set<Socket>();
  let dials = 0;

  const isStopped = (way: 'up' | 'down') => isHeld[way] || (way === 'down' && watch.isAsleep());
  const pass = (way: 'up' | 'down', act: () => void): void => {
    if (isStopped(way) || queues[way].length > 0) queues[way].push(act);
    else act();
  };
  const flush = (way: 'up' | 'down') => () => {
    while (!isStopped(way)) {
      const act = queues[way].shift();
      if (!act) return;
      act();
    }
  };

  const over = (socket: Socket): void => {
    if (socket.isOver) return;
    socket.isOver = true;
    live.delete(socket);
    old.push(socket);
    if (old.length > OLD_KEPT) old.shift();
  };

  const watchedSink = (socket: () => Socket, sink: TransportSink): TransportSink => {
    const inbound = (act: () => void) => pass('down', () => !socket().isOver && act());
    return {
      open: (protocol) =>
        inbound(() => {
          socket().isOpen = true;
          watch.opened();
          sink.open(protocol);
        }),
      frame: (data) =>
        inbound(() => {
          watch.heard(data);
          sink.frame(data);
        }),
      heard: (frame) =>
        inbound(() => {
          watch.heard(undefined);
          sink.heard(frame);
        }),
      close: (code, reason, wasClean) =>
        inbound(() => {
          over(socket());
          sink.close(code, reason, wasClean);
        }),
      error: (cause) =>
        inbound(() => {
          over(socket());
          sink.error(cause);
        }),
    };
  };

  const watchedLink = (inner: Link, socket: Socket): Link => {
    const outbound = (act: () => void) => pass('up', () => !socket.isOver && act());
    const sendLate = (data: WireData): void => {
      try {
        inner.send(data);
      } catch {
        // Taken from the app, and the socket has gone meanwhile.
        socket.isLossy = true;
      }
    };
    return {
      send(data) {
        const isBehind = isStopped('up') || queues.up.length > 0;
        if (isBehind && !network.refuseSend) outbound(() => sendLate(data));
        else inner.send(data);
        watch.wrote(data, socket);
      },
      close: (code, reason) => outbound(() => inner.close(code, reason)),
      discard() {
        over(socket);
        inner.discard();
      },
      get bufferedAmount() {
        return inner.bufferedAmount;
      },
      ...(network.controlFrames && { ping: () => outbound(() => inner.ping?.()) }),
    };
  };

  const resume = (): void => {
    for (const way of ['up', 'down'] as const) if (queues[way].length > 0) world.setTimeout(flush(way), 0);
  };

  return {
    transport: {
      name: 'simulated',
      controlFrames: network.controlFrames,
      open(request, sink) {
        dials += 1;
        const separator = request.url.includes('?') ? '&' : '?';
        const url = `${request.url}${separator}${SOCKET_PARAMETER}=${dials}`;
        const inner = network.open(
          { ...request, url },
          watchedSink(() => socket, sink),
        );
        const socket: Socket = {
          number: dials,
          dialedAt: world.now() - start,
          sink,
          isOpen: false,
          isOver: false,
          isLossy: network.loss > 0,
          lastWritten: 0,
          writes: 0,
          buffered: () => (socket.isOver ? 0 : inner.bufferedAmount),
        };
        live.add(socket);
        watch.dialed(socket);
        return watchedLink(inner, socket);
      },
    },
    get socket() {
      let latest: Socket | undefined;
      for (const socket of live) latest = socket;
      return latest;
    },
    get held() {
      return live.size;
    },
    old,
    hold(way) {
      isHeld[way] = true;
    },
    release() {
      isHeld.up = false;
      isHeld.down = false;
      resume();
    },
    resume,
  };
}
