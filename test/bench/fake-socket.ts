type Listener = (event: object) => void;

/**
 * A WebSocket whose server goes: the first dial opens and is reset a moment later, every later one is refused. It notes when
 * each was made, by the clock that the test has replaced.
 */
export function fallenServer(greet: (socket: FakeSocket, sent: unknown) => void = () => {}) {
  const dials: number[] = [];
  let lostAt = 0;

  class FakeSocket extends FakeSocketBase {
    constructor(_url: string | URL, protocols?: string | string[]) {
      super();
      this.protocol = [protocols].flat()[0] ?? '';
      const isFirst = dials.push(Date.now()) === 1;
      setTimeout(() => (isFirst ? this.accept() : this.fail()), 0);
    }

    override send(data: unknown): void {
      setTimeout(() => greet(this, data), 0);
    }

    private accept(): void {
      this.readyState = 1;
      this.tell('open', {});
      // Long enough for every client to call this link stable.
      setTimeout(() => {
        lostAt = Date.now();
        this.fail();
      }, 60_000);
    }
  }

  return {
    WebSocket: FakeSocket,
    /** ms from the loss, or from the dial before, to each dial after the loss. */
    delays: () => {
      const [, ...later] = dials;
      return later.map((at, index) => at - (later[index - 1] ?? lostAt));
    },
  };
}

/** As much of a WebSocket as clients use, by `on…` properties and by listeners alike. */
abstract class FakeSocketBase {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSING = 2;
  static readonly CLOSED = 3;
  readonly CONNECTING = 0;
  readonly OPEN = 1;
  readonly CLOSING = 2;
  readonly CLOSED = 3;
  readyState = 0;
  protocol = '';
  url = '';
  binaryType = 'blob';
  bufferedAmount = 0;
  onopen: Listener | null = null;
  onmessage: Listener | null = null;
  onerror: Listener | null = null;
  onclose: Listener | null = null;
  private readonly listeners = new Map<string, Set<Listener>>();

  addEventListener(type: string, listener: Listener): void {
    this.listeners.set(type, (this.listeners.get(type) ?? new Set()).add(listener));
  }

  removeEventListener(type: string, listener: Listener): void {
    this.listeners.get(type)?.delete(listener);
  }

  /** `ws` in Node has it, and a client may ask for it. */
  on(type: string, listener: Listener): void {
    this.addEventListener(type, listener);
  }

  abstract send(data: unknown): void;

  close(): void {
    this.readyState = 3;
  }

  tell(type: 'open' | 'message' | 'error' | 'close', event: object): void {
    const full = { type, target: this, ...event };
    this[`on${type}`]?.(full);
    for (const listener of [...(this.listeners.get(type) ?? [])]) listener(full);
  }

  protected fail(): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.tell('error', { message: 'refused', error: new Error('refused') });
    this.tell('close', { code: 1006, reason: '', wasClean: false });
  }
}

export type FakeSocket = FakeSocketBase;
