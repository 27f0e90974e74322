import { afterEach, describe, expect, test, vi } from 'vitest';
import { type BrowserTransportOptions, browserTransport } from '../../src/adapters/browser.ts';
import type { Attempt, TransportSink } from '../../src/ports/transport.ts';

const attempt: Attempt = {
  number: 0,
  cause: undefined,
  verdict: 'retry',
  signal: new AbortController().signal,
};

type Handler = ((event: object) => void) | null;

/** A WebSocket class whose platform says what a test tells it to. */
class FakeSocket {
  static made: FakeSocket[] = [];
  readonly calls: unknown[][] = [];
  binaryType = 'blob';
  protocol = '';
  readyState = 0;
  bufferedAmount = 7;
  onopen: Handler = null;
  onmessage: Handler = null;
  onerror: Handler = null;
  onclose: Handler = null;

  constructor(url: string, protocols: string[]) {
    this.calls.push(['new', url, protocols]);
    FakeSocket.made.push(this);
  }

  send(data: unknown): void {
    this.calls.push(['send', data]);
  }

  close(...close: unknown[]): void {
    this.calls.push(['close', ...close]);
  }
}

function dial(WebSocket: unknown = FakeSocket, options: BrowserTransportOptions = {}) {
  FakeSocket.made = [];
  const reports: unknown[][] = [];
  const transport = browserTransport({ WebSocket, ...options } as BrowserTransportOptions);
  const link = transport.open(
    { url: 'wss://user:secret@server.test/?token=secret', protocols: ['chat'], attempt },
    {
      open: (protocol) => reports.push(['open', protocol]),
      frame: (data) => reports.push(['frame', data]),
      heard: (frame) => reports.push(['heard', frame]),
      close: (...close) => reports.push(['close', ...close]),
      error: (cause) => reports.push(['error', cause]),
    },
  );
  const socket = FakeSocket.made[0] as FakeSocket;
  const open = () => {
    socket.readyState = 1;
    socket.onopen?.({});
  };
  return { link, reports, socket, open, transport };
}

const failed = (closeCode?: number) => [
  'error',
  expect.objectContaining({ name: 'LossError', code: 'ERR_HEARTWIRE_DIAL_FAILED', closeCode }),
];

describe('the browser transport', () => {
  afterEach(() => vi.unstubAllGlobals());

  test('says which import to use where the platform has no WebSocket', () => {
    vi.stubGlobal('WebSocket', undefined);
    expect(() => browserTransport()).toThrow(
      expect.objectContaining({
        code: 'ERR_HEARTWIRE_NO_WEBSOCKET',
        message: expect.stringContaining("import { ws } from 'heartwire/ws'"),
      }),
    );
  });

  test("dials with the platform's WebSocket, unless given another", () => {
    vi.stubGlobal('WebSocket', FakeSocket);
    FakeSocket.made = [];
    browserTransport().open({ url: 'ws://server.test/', protocols: [], attempt }, {} as TransportSink);
    expect(FakeSocket.made.length).toBe(1);
  });

  test('asks for ArrayBuffers, or for Blobs where told to, and for nothing else', () => {
    expect(dial().socket.binaryType).toBe('arraybuffer');
    expect(dial(FakeSocket, { binaryType: 'blob' }).socket.binaryType).toBe('blob');
    expect(() => dial(FakeSocket, { binaryType: 'nodebuffer' as BinaryType })).toThrow(
      expect.objectContaining({
        code: 'ERR_HEARTWIRE_INVALID_OPTION',
        option: 'binaryType',
        value: 'nodebuffer',
      }),
    );
  });

  test('hands url, protocols, messages and closes to the socket as they are', () => {
    const { link, socket, open, transport } = dial();
    open();
    const bytes = Uint8Array.from([1]);
    link.send('text');
    link.send(bytes);
    link.close(4000, 'bye');
    expect(socket.calls).toEqual([
      ['new', 'wss://user:secret@server.test/?token=secret', ['chat']],
      ['send', 'text'],
      ['send', bytes],
      ['close', 4000, 'bye'],
    ]);
    expect([link.bufferedAmount, link.ping, transport.controlFrames]).toEqual([7, undefined, false]);
  });

  test("ends the attempt at an error, though no close follows: Node's own WebSocket sends none", () => {
    const { reports, socket } = dial();
    socket.onerror?.({});
    expect(reports).toEqual([failed()]);
  });

  test('ends the attempt once where a close follows the error', () => {
    const { reports, socket } = dial();
    const { onclose } = socket;
    socket.onerror?.({});
    expect(socket.onclose).toBe(null);
    onclose?.({ code: 1006, reason: '', wasClean: false });
    expect(reports[0]).toEqual(failed());
  });

  test('ends the attempt at a close without an error', () => {
    const { reports, socket } = dial();
    socket.onclose?.({ code: 1006, reason: '', wasClean: false });
    socket.onerror?.({});
    expect(reports).toEqual([failed(1006)]);
  });

  test('reports the close of an open link, not the error before it', () => {
    const { reports, socket, open } = dial();
    open();
    socket.onmessage?.({ data: 'text' });
    socket.onerror?.({});
    socket.onclose?.({ code: 1006, reason: 'gone', wasClean: false });
    socket.onerror?.({});
    expect(reports).toEqual([
      ['open', ''],
      ['frame', 'text'],
      ['close', 1006, 'gone', false],
    ]);
  });

  test('keeps nothing alive and hears nothing after discard(), from every state', () => {
    for (const readyState of [0, 1, 2, 3]) {
      const { link, reports, socket } = dial();
      socket.readyState = readyState;
      link.discard();
      expect([socket.onopen, socket.onmessage, socket.onclose]).toEqual([null, null, null]);
      expect(socket.calls.at(-1)).toEqual(['close']);
      // Not null: an event emitter without a listener, as `ws` is, throws its errors.
      expect(socket.onerror).toBeTypeOf('function');
      socket.onerror?.({});
      expect(reports).toEqual([]);
    }
  });

  test('reports a constructor that throws, by its name alone, after open() has returned', async () => {
    class Refusing {
      constructor(url: string) {
        throw new DOMException(`The URL '${url}' is invalid.`, 'SyntaxError');
      }
    }
    const { link, reports } = dial(Refusing);
    expect([reports, link.bufferedAmount]).toEqual([[], 0]);
    expect(() => link.send('text')).toThrow(expect.objectContaining({ code: 'ERR_HEARTWIRE_NOT_OPEN' }));
    link.close(1000);
    await Promise.resolve();
    expect(reports).toEqual([failed()]);
    const [, cause] = reports[0] as [string, Error];
    expect([cause.message, cause.cause]).toEqual(['The platform refused to dial: SyntaxError.', undefined]);
    expect(cause.stack).not.toContain('secret');
  });
});
