// @ts-check
/**
 * The official client, pomelo-jsclient-websocket, as its parent tells it. It lives in pages: `window` and `WebSocket` must be there before it
 * loads. Says `sent` and `heard` with each frame in hex, and what comes of each order.
 */
const { EventEmitter } = require('node:events');
const { WebSocket } = require('ws');

const say = (name, value) => process.send?.([name, value]);

/** The platform's WebSocket as the client sees it, with a record of its frames. */
class TappedWebSocket extends WebSocket {
  constructor(url) {
    super(url);
    this.on('message', (data) => say('heard', Buffer.from(data).toString('hex')));
  }

  send(data) {
    say('sent', Buffer.from(data).toString('hex'));
    super.send(data);
  }
}

const store = new Map();
const localStorage = {
  getItem: (key) => store.get(key) ?? null,
  setItem: (key, value) => store.set(key, value),
};

const page = /** @type {any} */ (globalThis);
page.window = page;
page.EventEmitter = EventEmitter;
page.WebSocket = TappedWebSocket;
page.localStorage = localStorage;
require('pomelo-protocol');
page.protobuf = require('pomelo-protobuf');
require('pomelo-jsclient-websocket');

const { pomelo } = page;
for (const name of ['onChat', 'onA', 'onB']) pomelo.on(name, (body) => say('push', { route: name, body }));
for (const name of ['io-error', 'reconnect', 'heartbeat timeout', 'onKick', 'error']) {
  pomelo.on(name, (value) => say(name, name === 'io-error' ? undefined : value));
}
pomelo.on('close', ({ code }) => say('close', code));

const orders = {
  init: (params) => {
    const handshakeCallback = (user) => say('user', user);
    pomelo.init({ host: '127.0.0.1', handshakeCallback, ...params }, () => say('ready'));
  },
  request: ({ route, body }) => pomelo.request(route, body, (answer) => say('answer', answer)),
  notify: ({ route, body }) => pomelo.notify(route, body),
  /** That many requests at once; says how many were answered with what they asked for. */
  flood(count) {
    let answered = 0;
    let right = 0;
    for (let n = 0; n < count; n += 1) {
      pomelo.request('connector.h.echo', { a: n }, ({ echo }) => {
        answered += 1;
        right += Number(echo.a === n);
        if (answered === count) say('flooded', right);
      });
    }
  },
  disconnect: () => pomelo.disconnect(),
};

process.on('message', (message) => {
  const [name, value] = /** @type {[string, any]} */ (message);
  orders[name]?.(value);
});
process.on('disconnect', () => process.exit());
// It logs its life to the console.
console.log = console.error = () => {};
say('up');
