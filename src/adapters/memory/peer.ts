import type { Frame, TransportRequest, WireData } from '../../ports/transport.ts';

/** The other end of one accepted socket, for a test to script. After the socket has gone its commands do nothing. */
export interface MemoryPeer {
  readonly url: string;
  /** What the client offered. */
  readonly protocols: readonly string[];
  /** What the server selects; set it in `onPeer`. Default: the first offered, or ''. */
  protocol: string;
  /** Whether a ping control frame is answered. Default true. */
  answersPings: boolean;
  /** Data frames from the client, oldest first. Yours to empty. */
  readonly received: Frame[];
  /** How many ping control frames came from the client. */
  readonly pings: number;
  /** How many pong control frames came from the client. */
  readonly pongs: number;
  /** How the socket went, once the peer knows; 1006 when it went without a close frame. */
  readonly closedWith: { readonly code: number; readonly reason: string } | undefined;
  send(data: WireData): void;
  /** Sends a close frame; no code is reported as 1005. */
  close(code?: number, reason?: string): void;
  /** Drops the socket without a close frame: 1006 at the client. */
  reset(): void;
  /** Sends a ping control frame; the client's end answers by itself. */
  ping(): void;
  /** Sends a pong control frame that nobody asked for. */
  pong(): void;
  /** Holds this socket's frames both ways; the client is told nothing. */
  freeze(): void;
  /** Delivers what this socket held, in order. */
  thaw(): void;
  onMessage(listener: (data: Frame) => void): void;
  onClose(listener: (code: number, reason: string) => void): void;
}

/** What the wire carries to the client, in order. */
export interface TowardsClient {
  frame(data: Frame): void;
  ping(): void;
  pong(id: number): void;
  close(code: number, reason: string): void;
  reset(): void;
}

/** What the wire carries to the peer, in order. */
export interface TowardsPeer {
  frame(data: Frame): void;
  ping(id: number): void;
  pong(): void;
  /** The client's close frame, or its end of the close handshake. */
  close(code: number, reason: string): void;
  /** The client's socket went without a close frame. */
  gone(): void;
}

export interface PeerWire {
  readonly client: TowardsClient;
  setFrozen(frozen: boolean): void;
}

/** An id that no ping of the client has. */
const UNASKED = -1;

/** Builds the peer's two faces: what a test scripts, and what the wire delivers to. */
export function createPeer(
  request: TransportRequest,
  wire: PeerWire,
): { peer: MemoryPeer; inbound: TowardsPeer } {
  const { client } = wire;
  const messageListeners: ((data: Frame) => void)[] = [];
  const closeListeners: ((code: number, reason: string) => void)[] = [];
  const received: Frame[] = [];
  let closedWith: { readonly code: number; readonly reason: string } | undefined;
  let isClosing = false;
  let pings = 0;
  let pongs = 0;

  const isOpen = (): boolean => closedWith === undefined && !isClosing;

  const ended = (code: number, reason: string): void => {
    if (closedWith !== undefined) return;
    closedWith = { code, reason };
    for (const listener of closeListeners) listener(code, reason);
  };

  const peer: MemoryPeer = {
    url: request.url,
    protocols: request.protocols,
    protocol: request.protocols[0] ?? '',
    answersPings: true,
    received,
    get pings() {
      return pings;
    },
    get pongs() {
      return pongs;
    },
    get closedWith() {
      return closedWith;
    },
    send(data) {
      if (isOpen()) client.frame(toFrame(data));
    },
    close(code = 1005, reason = '') {
      if (!isOpen()) return;
      isClosing = true;
      client.close(code, reason);
    },
    reset() {
      if (closedWith !== undefined) return;
      client.reset();
      ended(1006, '');
    },
    ping() {
      if (isOpen()) client.ping();
    },
    pong() {
      if (isOpen()) client.pong(UNASKED);
    },
    freeze: () => wire.setFrozen(true),
    thaw: () => wire.setFrozen(false),
    onMessage(listener) {
      messageListeners.push(listener);
    },
    onClose(listener) {
      closeListeners.push(listener);
    },
  };

  const inbound: TowardsPeer = {
    frame(data) {
      if (closedWith !== undefined) return;
      received.push(data);
      for (const listener of messageListeners) listener(data);
    },
    ping(id) {
      if (closedWith !== undefined) return;
      pings += 1;
      if (peer.answersPings && !isClosing) client.pong(id);
    },
    pong() {
      if (closedWith === undefined) pongs += 1;
    },
    close(code, reason) {
      if (isOpen()) client.close(code, reason);
      ended(code, reason);
    },
    gone: () => ended(1006, ''),
  };

  return { peer, inbound };
}

/** What a message is at the other end: bytes are copied when they are sent, as a socket does; a `Blob` stays a `Blob`. */
export function toFrame(data: WireData): Frame {
  if (data instanceof ArrayBuffer) return data.slice(0);
  if (ArrayBuffer.isView(data)) return data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength);
  return data;
}
