import { expect, test } from 'vitest';
import { LossError } from '../../src/errors.ts';
import type { Frame, Link, TransportSink } from '../../src/ports/transport.ts';
import { runTransportContract } from '../../src/testing/transport-contract.ts';
import { memoryHarness } from './support/memory-harness.ts';

/** One promise that a transport breaks, and what the contract says of it. */
interface Flaw {
  /** The sink that the good transport is given in the place of the connection's. */
  readonly sink?: (sink: TransportSink, url: string) => Partial<TransportSink>;
  /** What is done to the good transport's link. */
  readonly link?: (link: Link, sink: TransportSink) => Partial<Link>;
  readonly controlFrames?: false;
  readonly fault: RegExp;
}

const flaws: Readonly<Record<string, Flaw>> = {
  'reports inside open()': {
    link: (_, sink) => {
      sink.heard('ping');
      return {};
    },
    fault: /reports nothing before open\(\) has returned: no report inside open\(\): got false/,
  },
  'opens twice': {
    sink: (sink) => ({
      open(protocol) {
        sink.open(protocol);
        sink.open(protocol);
      },
    }),
    fault: /reports: got \[\["open",""\],\["open",""\]\] where \[\["open",""\]\] was due/,
  },
  'does not say which subprotocol was selected': {
    sink: (sink) => ({ open: () => sink.open('') }),
    fault: /reports the subprotocol that the server selected/,
  },
  'loses the close reason': {
    sink: (sink) => ({ close: (code, _, wasClean) => sink.close(code, '', wasClean) }),
    fault: /reports the peer's close code and reason once/,
  },
  'takes a cut for a clean close': {
    sink: (sink) => ({ close: (_, reason) => sink.close(1000, reason, true) }),
    fault: /reports a socket that goes without a close frame as 1006/,
  },
  'closes after an error': {
    sink: (sink) => ({
      error(cause) {
        sink.error(cause);
        sink.close(1006, '', false);
      },
    }),
    fault: /reports an unreachable server as one error and nothing else/,
  },
  'names the url in its errors': {
    sink: (sink, url) => ({
      error: () => sink.error(new LossError('ERR_HEARTWIRE_DIAL_FAILED', `no answer from ${url}`)),
    }),
    fault: /the error LossError holds a secret of the url/,
  },
  'hands binary over as a view': {
    sink: (sink) => ({
      frame: (data) =>
        sink.frame(data instanceof ArrayBuffer ? (new Uint8Array(data) as unknown as Frame) : data),
    }),
    fault: /frames are ArrayBuffers/,
  },
  'decodes text as Latin-1': {
    sink: (sink) => ({
      frame: (data) => sink.frame(typeof data === 'string' ? Buffer.from(data).toString('latin1') : data),
    }),
    fault: /carries text as a string, empty and beyond the BMP included/,
  },
  'swallows what it cannot send': {
    link: (link) => ({ send: (data) => quietly(() => link.send(data)) }),
    fault: /refuses to send once it is closing or closed/,
  },
  'sends a turn later': {
    link: (link) => ({ send: (data) => queueMicrotask(() => quietly(() => link.send(data))) }),
    fault: /sends the bytes as they are when send\(\) is called: echo: got/,
  },
  'takes every pong for the answer to a ping': {
    sink: (sink) => ({ heard: () => sink.heard('pong') }),
    fault: /a pong that nobody asked for, as ping/,
  },
  'has control frames and does not say so': {
    controlFrames: false,
    fault: /offers ping\(\) exactly where it says so: has ping\(\): got true where false was due/,
  },
  'goes on after discard()': {
    link: () => ({ discard() {} }),
    fault: /does not report a discarded dial's open, error or close: reports of a discarded dial to \/echo/,
  },
  'counts bytes that are long gone': {
    link: () => ({ bufferedAmount: 1 }),
    fault: /bufferedAmount of an idle link: got 1 where 0 was due/,
  },
};

test.each(Object.entries(flaws))('the contract finds a transport that %s', async (_, flaw) => {
  const harness = () => {
    const good = memoryHarness({ controlFrames: true, latency: 0 });
    const transport = {
      ...good.transport,
      controlFrames: flaw.controlFrames ?? true,
      open: (request, sink) => {
        const link = good.transport.open(request, bound(sink, flaw.sink?.(sink, request.url)));
        return linked(link, flaw.link?.(link, sink));
      },
    } satisfies typeof good.transport;
    return { ...good, transport };
  };
  await expect(runTransportContract(harness)).rejects.toThrow(flaw.fault);
});

function quietly(act: () => void): void {
  try {
    act();
  } catch {}
}

function bound(sink: TransportSink, changed: Partial<TransportSink> = {}): TransportSink {
  return {
    open: (protocol) => sink.open(protocol),
    frame: (data) => sink.frame(data),
    heard: (frame) => sink.heard(frame),
    close: (...report) => sink.close(...report),
    error: (cause) => sink.error(cause),
    ...changed,
  };
}

function linked(link: Link, changed: Partial<Link> = {}): Link {
  return {
    send: (data) => link.send(data),
    close: (...asked) => link.close(...asked),
    discard: () => link.discard(),
    ping: () => link.ping?.(),
    get bufferedAmount() {
      return changed.bufferedAmount ?? link.bufferedAmount;
    },
    ...('send' in changed && { send: changed.send }),
    ...('discard' in changed && { discard: changed.discard }),
  };
}
