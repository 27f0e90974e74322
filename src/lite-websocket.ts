import { createConnection, type LiteConnection } from './lite.ts';
import type { Provided } from './options.ts';
import { DropIn, type Protocols } from './websocket/drop-in.ts';
import { likeTheStandard } from './websocket/interface.ts';
import type { ReconnectingWebSocketOptions } from './websocket/options.ts';

export type { ReconnectingWebSocketEventMap } from './websocket/event-map.ts';
export type { ReconnectingWebSocketOptions } from './websocket/options.ts';

/**
 * The `ReconnectingWebSocket` of `heartwire/websocket`, run without XState: the same in all but `inspect`, which is refused, and the
 * connection's `actor`.
 */
export class ReconnectingWebSocket extends DropIn<LiteConnection> {
  constructor(
    url: Provided<string | URL>,
    protocols?: Provided<Protocols>,
    options?: Omit<ReconnectingWebSocketOptions, 'inspect'>,
  ) {
    super(createConnection, url, protocols, options);
  }
}

// No static block: the bundler of React Native before 0.80 cannot read one.
likeTheStandard(ReconnectingWebSocket);
