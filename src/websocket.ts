import { type Connection, createConnection } from './connection.ts';
import type { Provided } from './options.ts';
import { DropIn, type Protocols } from './websocket/drop-in.ts';
import { likeTheStandard } from './websocket/interface.ts';
import type { ReconnectingWebSocketOptions } from './websocket/options.ts';

export type { ReconnectingWebSocketEventMap } from './websocket/event-map.ts';
export type { ReconnectingWebSocketOptions } from './websocket/options.ts';

/**
 * A WebSocket that reconnects and notices when its link is dead: the interface of the WHATWG standard, over `createConnection`.
 *
 * `readyState` is CONNECTING while it retries. CLOSED comes after `close()`, a fatal verdict or the retry limit, and no event
 * follows it. Each link that is lost gives one `close`, each attempt that fails an `error` and a `close` with 1006.
 * `send()` while CONNECTING queues, within the bounds of `outbox`; `outbox: false` restores the standard's `InvalidStateError`.
 *
 * @throws DOMException `SyntaxError` for a bad url or bad protocols, as the standard says.
 * @throws {OptionError} `ERR_HEARTWIRE_UNKNOWN_OPTION`, `ERR_HEARTWIRE_INVALID_OPTION` or `ERR_HEARTWIRE_INVALID_TIME`.
 * @throws {HeartwireError} `ERR_HEARTWIRE_NO_WEBSOCKET` where there is none to dial with.
 */
export class ReconnectingWebSocket extends DropIn<Connection> {
  constructor(
    url: Provided<string | URL>,
    protocols?: Provided<Protocols>,
    options?: ReconnectingWebSocketOptions,
  ) {
    super(createConnection, url, protocols, options);
  }
}

// No static block: the bundler of React Native before 0.80 cannot read one.
likeTheStandard(ReconnectingWebSocket);
