import { describe, expectTypeOf, test } from 'vitest';
import { json, text } from '../../src/dialects/index.ts';
import { type Connection, createConnection, type Frame, type WireData } from '../../src/index.ts';
import type { Dialect } from '../../src/ports/dialect.ts';
import { presenceHeartbeat, textHeartbeat } from '../../src/presets.ts';

interface Order {
  readonly id: number;
}
interface Command {
  readonly buy: string;
}
declare const orders: Dialect<Order, Command>;

/** Never called: what counts is that it compiles. */
const unused = (_: () => void) => {};

describe('createConnection', () => {
  test('has the types of raw() without a dialect', () => {
    unused(() => {
      const connection = createConnection({ url: 'wss://server.test/' });
      expectTypeOf(connection).toEqualTypeOf<Connection<Frame, WireData>>();
      expectTypeOf(connection.messages()).toEqualTypeOf<AsyncIterableIterator<Frame, undefined>>();
      connection.on('message', (message) => expectTypeOf(message).toEqualTypeOf<Frame>());
      connection.send('text');
      connection.send(new Uint8Array(1));
      // @ts-expect-error raw() carries text and binary
      connection.send({ an: 'object' });
    });
  });

  test('has the types of its dialect: messages() yields what it reads, send() takes what it writes', () => {
    unused(() => {
      const connection = createConnection({ url: 'wss://server.test/', dialect: orders });
      expectTypeOf(connection).toEqualTypeOf<Connection<Order, Command>>();
      expectTypeOf(connection.messages()).toEqualTypeOf<AsyncIterableIterator<Order, undefined>>();
      connection.on('message', (message) => expectTypeOf(message).toEqualTypeOf<Order>());
      connection.on('drop', ({ message }) => expectTypeOf(message).toEqualTypeOf<Command>());
      expectTypeOf(connection.send).parameter(0).toEqualTypeOf<Command>();
      // @ts-expect-error the dialect writes commands
      connection.send('text');
    });
  });

  test('infers the types that json() is given', () => {
    unused(() => {
      const decode = (value: unknown) => value as Order;
      const encode = (command: Command) => ({ ...command });
      const connection = createConnection({
        url: 'wss://server.test/',
        dialect: json({
          ping: { type: 'ping' },
          isPong: (frame) => Object(frame).type === 'pong',
          decode,
          encode,
        }),
      });
      expectTypeOf(connection).toEqualTypeOf<Connection<Order, Command>>();
    });
  });

  test('takes a preset by spreading it', () => {
    unused(() => {
      const connection = createConnection({ url: 'wss://server.test/', ...textHeartbeat() });
      expectTypeOf(connection).toEqualTypeOf<Connection<Frame, WireData>>();
      createConnection({ url: 'wss://server.test/', ...presenceHeartbeat() });
    });
  });

  test('knows its events', () => {
    unused(() => {
      const connection = createConnection({ url: 'wss://server.test/', dialect: text() });
      connection.on('retry', ({ attempt, delay, at, cause }) => {
        expectTypeOf([attempt, delay, at]).toEqualTypeOf<number[]>();
        expectTypeOf(cause?.code).toEqualTypeOf<string | undefined>();
      });
      connection.on('status', ({ status }) => expectTypeOf(status).toEqualTypeOf(connection.status));
      // @ts-expect-error there is no such event
      connection.on('opened', () => {});
      // @ts-expect-error there is no such option
      createConnection({ url: 'wss://server.test/', reconnect: true });
    });
  });

  test('asks url and protocols with the attempt, and takes promises', () => {
    unused(() => {
      createConnection({
        url: async ({ number, cause, signal }) => {
          expectTypeOf(number).toEqualTypeOf<number>();
          expectTypeOf(signal).toEqualTypeOf<AbortSignal>();
          return cause ? new URL('wss://b.test/') : 'wss://a.test/';
        },
        protocols: ({ number }) => [`v${number}`],
      });
    });
  });
});
