import { describe, expectTypeOf, test } from 'vitest';
import type { Loss } from '../../src/index.ts';
import { ReconnectingWebSocket } from '../../src/websocket.ts';

/** Never called: what counts is that it compiles. */
const unused = (_: () => void) => {};

describe('ReconnectingWebSocket', () => {
  test('stands where a WebSocket and its class are asked for', () => {
    expectTypeOf<ReconnectingWebSocket>().toExtend<WebSocket>();
    expectTypeOf<typeof ReconnectingWebSocket>().toExtend<
      new (
        url: string,
        protocols?: string | string[],
      ) => WebSocket
    >();
    expectTypeOf<typeof ReconnectingWebSocket>().toExtend<
      Pick<typeof WebSocket, 'CONNECTING' | 'OPEN' | 'CLOSING' | 'CLOSED'>
    >();
  });

  test('knows its events', () => {
    unused(() => {
      const socket = new ReconnectingWebSocket(() => Promise.resolve('wss://x.test'), ['a'] as const);
      socket.addEventListener('message', (event) => expectTypeOf(event).toEqualTypeOf<MessageEvent>());
      socket.addEventListener('close', ({ cause }) => expectTypeOf(cause).toEqualTypeOf<Loss | undefined>());
      socket.onclose = ({ code }) => expectTypeOf(code).toEqualTypeOf<number>();
      socket.addEventListener('mine', (event) => expectTypeOf(event).toEqualTypeOf<Event>());
      socket.onopen = null;
      // @ts-expect-error read-only
      socket.url = '';
      // @ts-expect-error no such option
      new ReconnectingWebSocket('wss://x.test', [], { minReconnectDelay: 1 });
    });
  });
});
