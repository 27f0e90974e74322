import { toFrame } from '../adapters/memory/peer.ts';
import { HeartwireError, LossError } from '../errors.ts';
import type { Attempt, Frame, Link, Transport, TransportRequest, TransportSink } from '../ports/transport.ts';

export interface ScriptedTransportOptions {
  /** Whether links can ping, as in Node; false: as in browsers. Default true. */
  readonly controlFrames?: boolean;
}

/**
 * One dial: what the connection asked of it, and the answers that a test gives by hand. Each answer is heard before the call
 * returns. Until the link is discarded, answers keep the order of a socket: a test that opens twice or sends a frame before
 * `open` gets a plain error. What is said after that is a late event: it is passed on, and the connection has to ignore it.
 */
export interface ScriptedDial {
  readonly url: string;
  /** The subprotocols that were offered. */
  readonly protocols: readonly string[];
  readonly attempt: Attempt;
  /** How far the socket is; `ended` once `close` or `error` was answered. */
  readonly state: 'connecting' | 'open' | 'closing' | 'ended';
  /** Data frames that were sent, oldest first. */
  readonly sent: readonly Frame[];
  /** How many ping control frames were sent. */
  readonly pings: number;
  /** What the first `close()` asked for, if there was one; the code and reason are 1005 and '' where it gave none. */
  readonly closedWith: { readonly code: number; readonly reason: string } | undefined;
  /** Whether the connection has let go of the link. */
  readonly isDiscarded: boolean;
  /** Bytes that the network has not taken, as the connection sees them. Default 0. */
  bufferedAmount: number;
  /** What `send` throws while the socket is open. Default: it takes every message. */
  sendError: Error | undefined;
  /** The socket opens. `protocol`: the subprotocol that the server selects. Default: the first offered, or ''. */
  open(protocol?: string): void;
  /** A data frame comes in. */
  frame(data: Frame): void;
  /** A control frame comes in. Throws where the transport has none. */
  heard(frame: 'ping' | 'pong'): void;
  /** The socket has closed. Default 1005, '', and clean unless the code is 1006. */
  close(code?: number, reason?: string, wasClean?: boolean): void;
  /** The dial fails, or the socket breaks. Default: a `LossError`, `ERR_HEARTWIRE_DIAL_FAILED` or `ERR_HEARTWIRE_SOCKET_FAILED`. */
  error(cause?: Error): void;
}

/** A transport that a test plays by hand. */
export interface ScriptedTransport extends Transport {
  /** Every dial, oldest first. */
  readonly dials: readonly ScriptedDial[];
  /** How many sockets the connection holds: dialed, and neither ended nor discarded. */
  readonly live: number;
  /** Resolves with the dial at `index` of `dials` (default 0), now or once it is made; stays pending where none comes. */
  dialed(index?: number): Promise<ScriptedDial>;
}

/**
 * Builds a transport without network and clock: each dial is recorded, and the test answers it. For unit tests of what an app
 * does when the socket opens, a frame comes or the link is lost. Where the other end should act by itself, or time should
 * pass on the wire, take `memoryTransport()`: a network with latency on a virtual clock.
 */
export function scriptedTransport(options: ScriptedTransportOptions = {}): ScriptedTransport {
  const { controlFrames = true } = options;
  const dials: ScriptedDial[] = [];
  const waiting = new Map<number, ((dial: ScriptedDial) => void)[]>();
  return {
    name: 'scripted',
    controlFrames,
    dials,
    get live() {
      return dials.filter(({ state, isDiscarded }) => state !== 'ended' && !isDiscarded).length;
    },
    dialed(index = 0) {
      return new Promise((resolve) => {
        const made = dials[index];
        if (made) resolve(made);
        else waiting.set(index, [...(waiting.get(index) ?? []), resolve]);
      });
    },
    open(request, sink) {
      const { dial, link } = createDial(request, sink, controlFrames);
      const index = dials.push(dial) - 1;
      for (const resolve of waiting.get(index) ?? []) resolve(dial);
      waiting.delete(index);
      return link;
    },
  };
}

type Step = 'open' | 'frame' | 'heard' | 'close' | 'error';

/** The states in which a socket can say each of its words. */
const order: Readonly<Record<Step, readonly ScriptedDial['state'][]>> = {
  open: ['connecting'],
  frame: ['open', 'closing'],
  heard: ['open', 'closing'],
  close: ['connecting', 'open', 'closing'],
  error: ['connecting', 'open', 'closing'],
};

function createDial(
  { url, protocols, attempt }: TransportRequest,
  sink: TransportSink,
  controlFrames: boolean,
): { readonly dial: ScriptedDial; readonly link: Link } {
  const sent: Frame[] = [];
  let state: ScriptedDial['state'] = 'connecting';
  let wasOpen = false;
  let isDiscarded = false;
  let pings = 0;
  let closedWith: ScriptedDial['closedWith'];

  const isOpen = (): boolean => state === 'open' && !isDiscarded;

  const say = (step: Step, next: ScriptedDial['state'], report: () => void): void => {
    const inOrder = order[step].includes(state) && (wasOpen || !['frame', 'heard'].includes(step));
    if (!isDiscarded) {
      if (!inOrder) throw new Error(`A socket that is ${state} says no ${step}.`);
      state = next;
    }
    report();
  };

  const dial: ScriptedDial = {
    url,
    protocols,
    attempt,
    sent,
    bufferedAmount: 0,
    sendError: undefined,
    get state() {
      return state;
    },
    get pings() {
      return pings;
    },
    get closedWith() {
      return closedWith;
    },
    get isDiscarded() {
      return isDiscarded;
    },
    open(protocol = protocols[0] ?? '') {
      say('open', 'open', () => {
        wasOpen = true;
        sink.open(protocol);
      });
    },
    frame(data) {
      say('frame', state, () => sink.frame(data));
    },
    heard(frame) {
      if (!controlFrames) throw new Error('This scripted transport has no control frames.');
      say('heard', state, () => sink.heard(frame));
    },
    close(code = 1005, reason = '', wasClean = code !== 1006) {
      say('close', 'ended', () => sink.close(code, reason, wasClean));
    },
    error(cause = failure(wasOpen)) {
      say('error', 'ended', () => sink.error(cause));
    },
  };

  const link: Link = {
    send(data) {
      if (!isOpen()) {
        throw new HeartwireError('ERR_HEARTWIRE_NOT_OPEN', 'The socket does not take messages now.');
      }
      if (dial.sendError) throw dial.sendError;
      sent.push(toFrame(data));
    },
    close(code = 1005, reason = '') {
      if (state === 'ended' || closedWith || isDiscarded) return;
      closedWith = { code, reason };
      state = 'closing';
    },
    discard() {
      isDiscarded = true;
    },
    get bufferedAmount() {
      return dial.bufferedAmount;
    },
  };
  const ping = (): void => {
    if (isOpen()) pings += 1;
  };
  return { dial, link: controlFrames ? Object.assign(link, { ping }) : link };
}

function failure(wasOpen: boolean): LossError {
  return wasOpen
    ? new LossError('ERR_HEARTWIRE_SOCKET_FAILED', 'The socket failed.', { wasOpen })
    : new LossError('ERR_HEARTWIRE_DIAL_FAILED', 'The dial failed.', { wasOpen });
}
