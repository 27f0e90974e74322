import fc from 'fast-check';
import { expect, test } from 'vitest';
import { faultsOf } from './support/life-of.ts';
import { socketWorld } from './support/socket-world.ts';

type World = ReturnType<typeof socketWorld>;

/** All that can happen to a socket, by its owner, by the other end and on the way. */
const steps = {
  'a moment passes': (w: World) => w.advance(7),
  'a retry passes': (w: World) => w.advance(120),
  'the link is cut': (w: World) => w.transport.peers.at(-1)?.reset(),
  'the server closes with 1000': (w: World) => w.transport.peers.at(-1)?.close(1000),
  'the server closes with 1008': (w: World) => w.transport.peers.at(-1)?.close(1008),
  'the server speaks': (w: World) => w.transport.peers.at(-1)?.send('hello'),
  'dials are refused': (w: World) => {
    w.transport.mode = 'refuse';
  },
  'dials hang': (w: World) => {
    w.transport.mode = 'hang';
  },
  'dials are accepted': (w: World) => {
    w.transport.mode = 'accept';
  },
  'the network freezes': (w: World) => w.transport.freeze(),
  'the network thaws': (w: World) => w.transport.thaw(),
  offline: (w: World) => w.environment.signal('offline'),
  online: (w: World) => w.environment.signal('online'),
  'the page is restored': (w: World) => w.environment.signal('restored'),
  'send()': (w: World) => w.socket.send('x'),
  'close()': (w: World) => w.socket.close(4000),
  'reconnect()': (w: World) => reconnect(w),
  'reconnect(4001)': (w: World) => reconnect(w, 4001),
  'close() at the next close': (w: World) => once(w, 'close', () => w.socket.close()),
  'close() at the next error': (w: World) => once(w, 'error', () => w.socket.close()),
  'close() at the next open': (w: World) => once(w, 'open', () => w.socket.close()),
  'reconnect() at the next close': (w: World) => once(w, 'close', () => reconnect(w)),
  'reconnect() at the next open': (w: World) => once(w, 'open', () => reconnect(w)),
  'send() at the next close': (w: World) => once(w, 'close', () => w.socket.send('y')),
} satisfies Record<string, (w: World) => unknown>;

const reconnect = ({ socket, told }: World, code?: number) => {
  told.push(['reconnect', socket.readyState]);
  socket.reconnect(code);
};

const once = ({ socket }: World, type: 'open' | 'error' | 'close', call: () => void) =>
  socket.addEventListener(type, call, { once: true });

const names = Object.keys(steps) as (keyof typeof steps)[];

const RUNS = 150;

/** What nobody may ever see. */
function broken({ socket, told, transport }: World, isOver: boolean): string[] {
  const faults = faultsOf(told);
  if (transport.live > 1) faults.push(`${transport.live} sockets`);
  if (socket.bufferedAmount < 0) faults.push('bufferedAmount below 0');
  if (
    socket.readyState === 1 &&
    told.findLast(([type]) => type === 'open' || type === 'close')?.[0] !== 'open'
  ) {
    faults.push('OPEN without an open event');
  }
  if (isOver && (socket.readyState !== 3 || transport.live > 0)) faults.push('no end');
  return faults;
}

test.each([
  ['with retries', { connectionTimeout: 300, closeTimeout: 50 }],
  ['with three retries', { connectionTimeout: 300, closeTimeout: 50, maxRetries: 3 }],
  ['as a single link', { connectionTimeout: 300, closeTimeout: 50, maxRetries: 0 }],
  ['started by hand, without a queue', { connectionTimeout: 300, closeTimeout: 50, startClosed: true }],
])(
  'whatever happens %s, opens and closes alternate, one socket lives, and nothing follows the end',
  async (_, options) => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...names), { maxLength: 25 }), async (script) => {
        const w = socketWorld({ url: `ws://${Math.random().toString(36).slice(2)}.test/`, ...options });
        for (const name of script) {
          await steps[name](w);
          // A call shows its consequences when its task is over.
          await w.advance(0);
          expect(broken(w, false)).toEqual([]);
        }
        w.transport.thaw();
        // What still waits for an event may dial again, once each.
        for (let rest = 0; rest <= script.length; rest += 1) {
          w.socket.close();
          await w.advance(400);
        }
        expect(broken(w, true)).toEqual([]);
        const { length } = w.told;
        w.environment.signal('online');
        await w.advance(120_000);
        expect(w.told.length).toBe(length);
      }),
      { numRuns: RUNS },
    );
  },
  60_000,
);
