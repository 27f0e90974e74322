import type { Link, Transport, TransportSink } from '../../../src/ports/transport.ts';

/** A transport with a record of what the connection listens with, for a test that lets sockets of the past speak. */
export interface HeldTransport extends Transport {
  /** One for each dial, oldest first. */
  readonly sinks: readonly TransportSink[];
  /** Lets the latest socket report that it is open, where `isHeld` has kept it from doing so. */
  release(): void;
  /** What every socket says of its `bufferedAmount` on top of the truth. */
  congestion: number;
}

/**
 * Dials `url` in the place of the one that is asked for. `isHeld`: sockets open when they are told to, for a transport whose other
 * end cannot wait.
 */
export function heldTransport(transport: Transport, url: string, isHeld: boolean): HeldTransport {
  const sinks: TransportSink[] = [];
  let open: (() => void) | undefined;

  const watched = (link: Link): Link => ({
    send: (data) => link.send(data),
    close: (code, reason) => link.close(code, reason),
    discard: () => link.discard(),
    get bufferedAmount() {
      return link.bufferedAmount + held.congestion;
    },
    ...(transport.controlFrames && { ping: () => link.ping?.() }),
  });
  const held: HeldTransport = {
    name: transport.name,
    controlFrames: transport.controlFrames,
    sinks,
    congestion: 0,
    release() {
      open?.();
      open = undefined;
    },
    open(request, sink) {
      sinks.push(sink);
      open = undefined;
      const gate: TransportSink = {
        open(protocol) {
          open = () => sink.open(protocol);
          if (!isHeld) held.release();
        },
        frame: (data) => sink.frame(data),
        heard: (frame) => sink.heard(frame),
        close: (code, reason, wasClean) => sink.close(code, reason, wasClean),
        error: (cause) => sink.error(cause),
      };
      return watched(transport.open({ ...request, url }, gate));
    },
  };
  return held;
}
