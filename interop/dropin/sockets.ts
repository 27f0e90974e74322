import { WebSocket as Bare } from 'ws';
import { ws } from '../../src/adapters/ws.ts';
import { constant } from '../../src/backoff/constant.ts';
import { text } from '../../src/dialects/text.ts';
import { ReconnectingWebSocket, type ReconnectingWebSocketOptions } from '../../src/websocket.ts';
import type { ClientRow, SocketClass } from './row.ts';

/** An end of a link that had been open. */
export interface End {
  /** As of `performance.now()`. */
  readonly at: number;
  /** The code of its typed cause; a bare WebSocket knows none. */
  readonly cause: string | undefined;
}

/** A class of sockets that are watched, under whatever client. */
export interface Watched {
  readonly Socket: SocketClass;
  /** Resolves with the next end from now on. */
  ended(): Promise<End>;
}

/** What a client is put on: the drop-in in Node, the drop-in as a page has it, or what it stands in for. */
export type Kind = 'drop-in' | 'drop-in in a page' | 'bare';

/** Times of a heartbeat, in ms. */
export interface Beat {
  readonly pingInterval: number;
  readonly pongTimeout: number;
}

/** Wait before a retry of the drop-in, in ms. */
const RETRY_AFTER = 40;

/** A class of sockets for a client of this row. */
export function socketsFor(row: ClientRow, kind: Kind, heartbeat: Beat): Watched {
  if (kind === 'bare') return watched(Bare as unknown as SocketClass);
  const options: ReconnectingWebSocketOptions = {
    connectTimeout: 5_000,
    heartbeat,
    ...(row.mode === 'whole' ? { backoff: constant(RETRY_AFTER) } : { maxRetries: 0 }),
    // No ping frames there: a text that the server answers.
    ...(kind === 'drop-in' ? { transport: ws() } : { WebSocket: Bare, dialect: text(row.beat) }),
  };
  return watched(
    class extends ReconnectingWebSocket {
      constructor(url: string, protocols?: string | string[]) {
        super(url, protocols, options);
      }
    },
  );
}

function watched(Base: SocketClass): Watched {
  let told = (_: End): void => {};
  class Socket extends Base {
    constructor(url: string, protocols?: string | string[]) {
      super(url, protocols);
      let isOpen = false;
      this.addEventListener('open', () => {
        isOpen = true;
      });
      this.addEventListener('close', (event: CloseEvent & { readonly cause?: { readonly code: string } }) => {
        if (isOpen) told({ at: performance.now(), cause: event.cause?.code });
        isOpen = false;
      });
    }
  }
  return {
    Socket,
    ended: () =>
      new Promise((resolve) => {
        told = resolve;
      }),
  };
}
