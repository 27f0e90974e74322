import { constant } from '../../../src/backoff/index.ts';
import { ReconnectingWebSocket, type ReconnectingWebSocketOptions } from '../../../src/websocket.ts';

/** The drop-in with nothing but a wait that no row is long enough to see the end of. */
export const patient = (options: ReconnectingWebSocketOptions = {}) =>
  class extends ReconnectingWebSocket {
    constructor(url: string, protocols?: string | string[]) {
      super(url, protocols, { backoff: constant(60_000), ...options });
    }
  };
