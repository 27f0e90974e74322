import type { WebSocket, WebSocketServer } from 'ws';
import type { Admission } from './admission.ts';
import type { Upgrade } from './upgrade.ts';

type Callback = Parameters<WebSocketServer['handleUpgrade']>[3];

/**
 * Puts admission before a server's own upgrade, which its `port` and `server` modes call as well as apps do, and hands each
 * socket that comes of it to `accept`, before the app's own callback. Malformed upgrades are answered here too.
 */
export function attach(
  wss: WebSocketServer,
  admission: Admission,
  accept: (webSocket: WebSocket, upgrade: Upgrade, user: unknown) => void,
): void {
  const upgrade = wss.handleUpgrade;
  const proceed = (admitted: Upgrade, user: unknown, callback: Callback) =>
    upgrade.call(wss, admitted.request, admitted.socket, admitted.head, (webSocket: WebSocket) => {
      accept(webSocket, admitted, user);
      callback(webSocket as never, admitted.request);
    });
  wss.handleUpgrade = (request, socket, head, callback) =>
    admission.admit(request, socket, head, (admitted, user) => proceed(admitted, user, callback));
  wss.on('wsClientError', (_, socket, request) => {
    // Whoever else listens answers.
    if (wss.listenerCount('wsClientError') > 1) return;
    const status = request.method === 'GET' ? 400 : 405;
    admission.refuse(request, socket, { status, reason: 'bad-upgrade' });
  });
}
