import { expectTypeOf, test } from 'vitest';
import type { PomeloClient } from '../../../src/pomelo/index.ts';

interface Game {
  requests: {
    'room.h.join': { body: { room: string }; answer: { code: number } };
    'room.h.leave': { answer: { code: number } };
  };
  notifies: { 'room.h.typing': { room: string } };
  pushes: { onChat: { text: string } };
}

/** Never called: its types are all there is to it. */
function play(game: PomeloClient<Game>, any: PomeloClient): void {
  expectTypeOf(game.request('room.h.join', { room: 'a' })).resolves.toEqualTypeOf<{ code: number }>();
  expectTypeOf(game.request('room.h.leave')).resolves.toEqualTypeOf<{ code: number }>();
  game.on('onChat', (body) => expectTypeOf(body).toEqualTypeOf<{ text: string }>());
  game.notify('room.h.typing', { room: 'a' }, { key: 'typing' });
  // @ts-expect-error there is no such route
  game.request('room.h.jion', { room: 'a' });
  // @ts-expect-error the body is missing
  game.request('room.h.join');
  // @ts-expect-error a body of another type
  game.notify('room.h.typing', { room: 5 });
  // @ts-expect-error there is no such push
  game.on('onChart', () => {});
  expectTypeOf(any.request('whatever', 5, { timeout: 1 })).resolves.toEqualTypeOf<unknown>();
  any.on('whatever', (body) => expectTypeOf(body).toEqualTypeOf<unknown>());
}

test('types routes by the map that it is given, and takes any without one', () => {
  expectTypeOf(play).toBeFunction();
});
