import type { Link, Transport, TransportRequest, TransportSink } from '../../../src/ports/transport.ts';

/** What passed between a connection and one socket. Times as of `performance.now()`. */
export interface Dial {
  readonly at: number;
  /** What the connection listens with: a test that speaks into it plays the socket. */
  readonly sink: TransportSink;
  isOpen: boolean;
  /** Whether the connection holds it: dialed, and neither ended nor discarded. */
  isHeld: boolean;
  /** When the last frame came in, control frames and the open itself included. */
  heardAt: number;
  /** Messages and pings that went out since then. */
  sentSince: number;
  /** The most bytes that the socket has held after a send. */
  peakBuffered: number;
}

/** A transport with a record of its dials. */
export interface ObservedTransport extends Transport {
  readonly dials: readonly Dial[];
  /** The most sockets that the connection held at a time. */
  readonly mostHeld: number;
}

/** Lets everything pass and writes it down; `heard` is called with each frame that comes in, before the connection is. */
export function observed(transport: Transport, heard: (dial: Dial) => void = () => {}): ObservedTransport {
  const dials: Dial[] = [];
  let mostHeld = 0;

  const watchedSink = (dial: Dial, sink: TransportSink): TransportSink => {
    const hear = (): void => {
      dial.heardAt = performance.now();
      dial.sentSince = 0;
      heard(dial);
    };
    return {
      open(protocol) {
        dial.isOpen = true;
        hear();
        sink.open(protocol);
      },
      frame(data) {
        hear();
        sink.frame(data);
      },
      heard(frame) {
        hear();
        sink.heard(frame);
      },
      close(code, reason, wasClean) {
        dial.isHeld = false;
        sink.close(code, reason, wasClean);
      },
      error(cause) {
        dial.isHeld = false;
        sink.error(cause);
      },
    };
  };

  const watchedLink = (dial: Dial, link: Link): Link => ({
    send(data) {
      link.send(data);
      dial.sentSince += 1;
      dial.peakBuffered = Math.max(dial.peakBuffered, link.bufferedAmount);
    },
    close: (code, reason) => link.close(code, reason),
    discard() {
      dial.isHeld = false;
      link.discard();
    },
    get bufferedAmount() {
      return link.bufferedAmount;
    },
    ...(transport.controlFrames && {
      ping() {
        dial.sentSince += 1;
        link.ping?.();
      },
    }),
  });

  return {
    name: transport.name,
    controlFrames: transport.controlFrames,
    dials,
    get mostHeld() {
      return mostHeld;
    },
    open(request: TransportRequest, sink) {
      const at = performance.now();
      const dial: Dial = {
        at,
        sink,
        isOpen: false,
        isHeld: true,
        heardAt: at,
        sentSince: 0,
        peakBuffered: 0,
      };
      dials.push(dial);
      mostHeld = Math.max(mostHeld, dials.filter(({ isHeld }) => isHeld).length);
      return watchedLink(dial, transport.open(request, watchedSink(dial, sink)));
    },
  };
}
