import { expectTypeOf, test } from 'vitest';
import type { WebSocketServer } from 'ws';
import { json } from '../../src/dialects/index.ts';
import type { Frame, WireData } from '../../src/ports/transport.ts';
import { deny, type Supervisor, type SupervisorEvents, supervise } from '../../src/server/index.ts';

declare const wss: WebSocketServer;
type UserOf<S> = S extends Supervisor<infer _In, infer _Out, infer User> ? User : never;

test('a supervisor knows its messages by the dialect and its users by what authenticates them', () => {
  const plain = () => supervise(wss);
  expectTypeOf<ReturnType<typeof plain>>().toEqualTypeOf<Supervisor<Frame, WireData, undefined>>();

  const chat = () =>
    supervise(wss, {
      dialect: json<{ text: string }, { name: string }>(),
      authenticate: async ({ headers }) =>
        headers.authorization ? { id: headers.authorization } : deny(403),
    });
  expectTypeOf<UserOf<ReturnType<typeof chat>>>().toEqualTypeOf<{ id: string }>();

  const first = () =>
    supervise(wss, {
      dialect: json<{ token: string }, string>(),
      firstMessage: {
        authenticate: ({ token }, peer) => {
          peer.send('wait');
          return token === 'x' ? { token } : undefined;
        },
      },
    });
  expectTypeOf<UserOf<ReturnType<typeof first>>>().toEqualTypeOf<{ token: string }>();

  type Message = SupervisorEvents<{ text: string }, { name: string }, { id: string }>['message'];
  expectTypeOf<Message['message']>().toEqualTypeOf<{ text: string }>();
  expectTypeOf<Parameters<Message['peer']['send']>>().toEqualTypeOf<[message: { name: string }]>();
});
