// @ts-check

/** As much of a WebSocket as clients use to start: it opens in the same tick, and costs next to nothing. */
export class FakeSocket {
  static CONNECTING = 0;
  static OPEN = 1;
  static CLOSING = 2;
  static CLOSED = 3;
  readyState = FakeSocket.CONNECTING;
  protocol = '';
  extensions = '';
  binaryType = 'blob';
  bufferedAmount = 0;
  /** @type {((event: object) => void) | null} */
  onopen = null;
  /** @type {((event: object) => void)[]} */
  #opened = [];

  /** @param {string | URL} url */
  constructor(url) {
    this.url = String(url);
    queueMicrotask(() => {
      const event = new Event('open');
      this.readyState = FakeSocket.OPEN;
      this.onopen?.(event);
      for (const listener of this.#opened) listener.call(this, event);
    });
  }

  /**
   * @param {string} type
   * @param {(event: object) => void} listener
   */
  addEventListener(type, listener) {
    if (type === 'open') this.#opened.push(listener);
  }

  removeEventListener() {}

  send() {}

  close() {}
}
