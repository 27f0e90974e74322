import { HeartwireError, LossError } from '../../errors.ts';
import type { Environment } from '../../ports/environment.ts';
import type { Frame, Link, TransportRequest, TransportSink } from '../../ports/transport.ts';
import { createPeer, type MemoryPeer, type TowardsClient, type TowardsPeer, toFrame } from './peer.ts';
import { createPipe, type Pipe } from './pipe.ts';

/** What the script says of the network and of the other end. Every setting may be changed at any time. */
export interface MemorySettings {
  /** What becomes of a dial when it arrives: accepted, refused before open, or never answered. Default `accept`. */
  mode: 'accept' | 'refuse' | 'hang';
  /** What a refused dial reports. Default: a `LossError` with `ERR_HEARTWIRE_DIAL_FAILED`. */
  refusal: Error | undefined;
  /** ms from one end to the other, so that a dial or a ping takes twice as long. Default 0. */
  latency: number;
  /**
   * Share of data, ping and pong frames that vanish, 0 to 1. TCP does not lose frames of a link that lives: this is for
   * links that pass through something that does. Default 0.
   */
  loss: number;
  /** Bytes per ms (over 0) that the client's end can write; the rest shows in `bufferedAmount`. Default: no limit. */
  bandwidth: number | undefined;
  /** Whether `Link.send` throws. Default false. */
  refuseSend: boolean;
}

/** What a link shares with the other links of its transport. */
export interface Network {
  readonly environment: Environment;
  readonly settings: MemorySettings;
  readonly controlFrames: boolean;
  readonly busy: Set<Pipe>;
  isFrozen(): boolean;
  accepted(peer: MemoryPeer): void;
  ended(): void;
}

/** Dials: the request travels to the other end, which answers as the settings say when it gets there. */
export function createLink(network: Network, request: TransportRequest, sink: TransportSink): Link {
  const { environment, settings, controlFrames, busy } = network;
  let state: 'connecting' | 'open' | 'closing' | 'ended' = 'connecting';
  let peerIsFrozen = false;
  let lastPing = 0;
  let failing: unknown;
  let towardsPeer: TowardsPeer | undefined;

  const isFrozen = (): boolean => peerIsFrozen || network.isFrozen();
  const latency = (): number => settings.latency;
  const isLost = (): boolean => settings.loss > 0 && environment.random() < settings.loss;
  const up = createPipe({ environment, latency, bandwidth: () => settings.bandwidth, isFrozen, busy });
  const down = createPipe({ environment, latency, bandwidth: () => undefined, isFrozen, busy });

  const release = (): void => {
    state = 'ended';
    environment.clearTimeout(failing);
    down.cut();
    network.ended();
  };
  const closed = (code: number, reason: string, wasClean: boolean): void => {
    release();
    sink.close(code, reason, wasClean);
  };
  const failed = (cause: Error): void => {
    release();
    sink.error(cause);
  };
  const failSoon = (message: string, closeCode?: number): void => {
    failing = environment.setTimeout(() => failed(dialFailed(message, closeCode)), 0);
  };
  const sayGone = (): void => up.put(() => towardsPeer?.gone());

  const client: TowardsClient = {
    frame(data) {
      if (!isLost()) down.put(() => sink.frame(data));
    },
    ping() {
      if (isLost()) return;
      down.put(() => {
        if (!isLost()) up.put(() => towardsPeer?.pong());
        if (controlFrames) sink.heard('ping');
      });
    },
    pong(id) {
      if (controlFrames && !isLost()) down.put(() => sink.heard(id === lastPing ? 'pong' : 'ping'));
    },
    close(code, reason) {
      down.put(() => {
        up.put(() => towardsPeer?.close(code, reason));
        closed(code, reason, true);
      });
    },
    reset() {
      up.cut();
      down.put(() => closed(1006, '', false));
    },
  };

  const setFrozen = (frozen: boolean): void => {
    peerIsFrozen = frozen;
    if (frozen) return;
    up.resume();
    down.resume();
  };
  const accept = (): void => {
    const { peer, inbound } = createPeer(request, { client, setFrozen });
    towardsPeer = inbound;
    down.put(() => {
      if (state !== 'connecting') return;
      state = 'open';
      sink.open(peer.protocol);
    });
    network.accepted(peer);
  };
  const arrive = (): void => {
    if (state !== 'connecting' || settings.mode === 'hang') return;
    if (settings.mode === 'accept') accept();
    else down.put(() => failed(settings.refusal ?? dialFailed('The server refused the connection.')));
  };

  if (isWebSocketUrl(request.url)) up.put(arrive);
  else failSoon('The url is not a WebSocket url.');

  const link: Link = {
    send(data) {
      if (state !== 'open' || settings.refuseSend) {
        throw new HeartwireError('ERR_HEARTWIRE_NOT_OPEN', 'The socket does not take messages now.');
      }
      const frame = toFrame(data);
      const size = settings.bandwidth === undefined ? 0 : byteLength(frame);
      up.put(isLost() ? nothing : () => towardsPeer?.frame(frame), size);
    },
    close(code = 1005, reason = '') {
      if (state === 'connecting') {
        failSoon('The socket was closed before it opened.', 1006);
        sayGone();
      }
      if (state === 'open') up.put(() => towardsPeer?.close(code, reason));
      if (state !== 'ended') state = 'closing';
    },
    discard() {
      if (state === 'ended') return;
      release();
      sayGone();
    },
    get bufferedAmount() {
      return up.unwritten;
    },
  };
  const ping = (): void => {
    if (state !== 'open') return;
    lastPing += 1;
    const id = lastPing;
    if (!isLost()) up.put(() => towardsPeer?.ping(id));
  };
  return controlFrames ? Object.assign(link, { ping }) : link;
}

function nothing(): void {}

function dialFailed(message: string, closeCode?: number): LossError {
  return new LossError('ERR_HEARTWIRE_DIAL_FAILED', message, { closeCode });
}

function isWebSocketUrl(url: string): boolean {
  return URL.canParse(url) && /^wss?:$/.test(new URL(url).protocol);
}

function byteLength(frame: Frame): number {
  if (typeof frame === 'string') return new TextEncoder().encode(frame).length;
  return frame instanceof ArrayBuffer ? frame.byteLength : frame.size;
}
