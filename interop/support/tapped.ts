import { ws } from '../../src/adapters/ws.ts';
import type { Frame, Link, Transport, WireData } from '../../src/ports/transport.ts';

/** One message on the wire, as one side sent it: text as it is, binary in hex. Times as of `performance.now()`. */
export interface TappedFrame {
  readonly from: 'client' | 'server';
  readonly frame: string;
  readonly at: number;
  /** Which dial, from 1. */
  readonly dial: number;
}

/** The `ws` transport with a record of what passes. Times as of `performance.now()`. */
export interface Tapped extends Transport {
  readonly frames: readonly TappedFrame[];
  readonly dials: number;
  /** When, before `at`, the last message or control frame came in, or a socket opened. */
  lastHeard(at?: number): number;
  /** Frames of one side, by what they look like. */
  of(from: TappedFrame['from'], pattern?: string | RegExp): readonly TappedFrame[];
}

/** Lets everything pass and writes it down. */
export function tapped(transport: Transport = ws()): Tapped {
  const frames: TappedFrame[] = [];
  let dials = 0;
  const heard: number[] = [];
  const log = (from: TappedFrame['from'], data: Frame | WireData, dial: number): void => {
    frames.push({ from, frame: textOf(data), at: performance.now(), dial });
  };
  return {
    name: transport.name,
    controlFrames: transport.controlFrames,
    frames,
    get dials() {
      return dials;
    },
    lastHeard: (at = Infinity) => heard.findLast((time) => time < at) ?? Number.NaN,
    of: (from, pattern = /^/) =>
      frames.filter(
        (each) =>
          each.from === from &&
          (typeof pattern === 'string' ? each.frame === pattern : pattern.test(each.frame)),
      ),
    open(request, sink) {
      dials += 1;
      const dial = dials;
      const hear = (): void => {
        heard.push(performance.now());
      };
      const link = transport.open(request, {
        open(protocol) {
          hear();
          sink.open(protocol);
        },
        frame(data) {
          hear();
          log('server', data, dial);
          sink.frame(data);
        },
        heard(frame) {
          hear();
          sink.heard(frame);
        },
        close: (code, reason, wasClean) => sink.close(code, reason, wasClean),
        error: (cause) => sink.error(cause),
      });
      return tappedLink(link, (data) => log('client', data, dial));
    },
  };
}

function tappedLink(link: Link, log: (data: WireData) => void): Link {
  return {
    send(data) {
      log(data);
      link.send(data);
    },
    close: (code, reason) => link.close(code, reason),
    discard: () => link.discard(),
    get bufferedAmount() {
      return link.bufferedAmount;
    },
    ...(link.ping && { ping: () => link.ping?.() }),
  };
}

function textOf(data: Frame | WireData): string {
  if (typeof data === 'string') return data;
  if (data instanceof ArrayBuffer) return Buffer.from(data).toString('hex');
  if (ArrayBuffer.isView(data))
    return Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('hex');
  return `<Blob of ${data.size}>`;
}
