import { describe, expect, test } from 'vitest';
import { socketWorld } from './support/socket-world.ts';

/** What a client that makes socket after socket must not pile up. */
const held = ({ environment, transport }: ReturnType<typeof socketWorld>) => ({
  timers: environment.timers,
  listeners: environment.listeners,
  sockets: transport.live,
});

describe('a single link that is over holds nothing', () => {
  const ends: readonly (readonly [how: string, end: (world: ReturnType<typeof socketWorld>) => void])[] = [
    ['cut', (world) => world.peer.reset()],
    ['closed by the server', (world) => world.peer.close(1000)],
    ['closed by its client', (world) => world.socket.close()],
    ['frozen', (world) => world.peer.freeze()],
  ];

  test.each(ends)('when it is %s', async (_, end) => {
    const world = socketWorld({
      maxRetries: 0,
      controlFrames: true,
      heartbeat: { pingInterval: 100, pongTimeout: 100 },
    });
    await world.advance(50);
    expect(world.socket.readyState).toBe(1);
    end(world);
    await world.advance(1_000);
    expect(world.socket.readyState).toBe(3);
    expect(held(world)).toEqual({ timers: 0, listeners: 0, sockets: 0 });
  });

  test('when it is refused, and messages were queued', async () => {
    const world = socketWorld({ maxRetries: 0 });
    world.transport.mode = 'refuse';
    world.socket.send('queued');
    await world.advance(1_000);
    expect(world.socket.readyState).toBe(3);
    expect(held(world)).toEqual({ timers: 0, listeners: 0, sockets: 0 });
  });
});
