import type { DropReason } from '../outbox.ts';
import type { Loss } from '../ports/loss.ts';
import type { WireData } from '../ports/transport.ts';

/** What `ReconnectingWebSocket` dispatches. */
export interface ReconnectingWebSocketEventMap {
  /** A link is open, the first or another. */
  open: Event;
  message: MessageEvent;
  /** An attempt failed; its `close` follows. `error` says why, where the standard has nothing to say. */
  error: Event & { readonly error?: Error; readonly message?: string };
  /** A link is gone, or an attempt failed. `cause` says why; `undefined` where `close()` was called. */
  close: CloseEvent & { readonly cause?: Loss | undefined };
  /** A message that was accepted, or for which the queue has no room, will not be sent. */
  drop: Event & { readonly message?: WireData; readonly reason?: DropReason };
}

type Events = ReconnectingWebSocketEventMap;
export type Handler<K extends keyof Events> = ((this: WebSocket, event: Events[K]) => unknown) | null;

/** An `EventTarget` that knows its events. */
export interface SocketTarget extends EventTarget {
  addEventListener<K extends keyof Events>(
    type: K,
    listener: (this: WebSocket, event: Events[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  removeEventListener<K extends keyof Events>(
    type: K,
    listener: (this: WebSocket, event: Events[K]) => unknown,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | EventListenerOptions,
  ): void;
}
