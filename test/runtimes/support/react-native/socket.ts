/**
 * Runs inside a scope: a WebSocket that behaves as React Native's does, and differs from the standard where it does. It knows no
 * `bufferedAmount` and no `extensions`, no `protocol` before it is open, sends 1000 where `close()` has no code, does not say whether a
 * close was clean, and tells of a link that is cut by `error`, too.
 */
import type { Native, NativeSocket } from './native.ts';

declare const native: Native;

type Listener = (event: { readonly type: string }) => void;

const types = ['open', 'message', 'error', 'close'] as const;

const bytesOf = (data: ArrayBuffer | ArrayBufferView): Uint8Array =>
  ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);

class ReactNativeWebSocket {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSING = 2;
  static readonly CLOSED = 3;
  readonly bufferedAmount = undefined;
  protocol: string | undefined;
  readyState = ReactNativeWebSocket.CONNECTING as number;
  #binaryType: string | undefined;
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #socket: NativeSocket;

  constructor(url: string, protocols?: string | string[]) {
    for (const type of types) this.#handler(type);
    const offered = typeof protocols === 'string' ? [protocols] : protocols;
    this.#socket = native.connect(url, offered ?? [], {
      opened: (protocol) => {
        this.readyState = ReactNativeWebSocket.OPEN;
        this.protocol = protocol;
        this.#tell('open');
      },
      text: (data) => this.#tell('message', { data }),
      binary: (bytes) => this.#tell('message', { data: Uint8Array.from(JSON.parse(bytes)).buffer }),
      closed: (code, reason) => this.#over('close', { code, reason }),
      failed: (message) => {
        this.#over('error', { message });
        this.#tell('close', { code: 1006, reason: message });
      },
    });
  }

  get binaryType(): string | undefined {
    return this.#binaryType;
  }

  set binaryType(type: string) {
    if (type !== 'blob' && type !== 'arraybuffer') throw new Error('binaryType must be blob or arraybuffer');
    this.#binaryType = type;
  }

  addEventListener(type: string, listener: Listener): void {
    this.#of(type).add(listener);
  }

  removeEventListener(type: string, listener: Listener): void {
    this.#of(type).delete(listener);
  }

  send(data: string | ArrayBuffer | ArrayBufferView): void {
    if (this.readyState === ReactNativeWebSocket.CONNECTING) throw new Error('INVALID_STATE_ERR');
    if (typeof data === 'string') this.#socket.send(data);
    else this.#socket.sendBinary(JSON.stringify([...bytesOf(data)]));
  }

  close(code?: number, reason?: string): void {
    if (this.readyState >= ReactNativeWebSocket.CLOSING) return;
    this.readyState = ReactNativeWebSocket.CLOSING;
    this.#socket.close(typeof code === 'number' ? code : 1000, typeof reason === 'string' ? reason : '');
  }

  #over(type: string, fields: object): void {
    this.readyState = ReactNativeWebSocket.CLOSED;
    this.#tell(type, fields);
  }

  #tell(type: string, fields: object = {}): void {
    const event = { type, target: this, currentTarget: this, ...fields };
    for (const listener of [...this.#of(type)]) listener(event);
  }

  #of(type: string): Set<Listener> {
    const listeners = this.#listeners.get(type) ?? new Set();
    this.#listeners.set(type, listeners);
    return listeners;
  }

  #handler(type: string): void {
    let handler: Listener | null = null;
    Object.defineProperty(this, `on${type}`, {
      get: () => handler,
      set: (listener: Listener | null) => {
        if (handler) this.removeEventListener(type, handler);
        handler = listener;
        if (listener) this.addEventListener(type, listener);
      },
    });
  }
}

Object.assign(globalThis, { WebSocket: ReactNativeWebSocket });
