import { describe, expect, test } from 'vitest';
import type { Connection } from '../../src/connection.ts';
import type { Environment } from '../../src/ports/environment.ts';
import type { Frame, Transport, WireData } from '../../src/ports/transport.ts';
import { play } from './play.ts';
import type { Sabotage } from './real.ts';

type Plain = Connection<Frame, WireData>;

/** The same, but for some members. */
const changed = <T extends object>(original: T, changes: Partial<T>): T =>
  new Proxy(original, {
    get(target, name) {
      const owner = name in changes ? changes : target;
      const value: unknown = Reflect.get(owner, name, owner);
      return typeof value === 'function' ? value.bind(owner) : value;
    },
  });

const transportWith = (change: (transport: Transport) => Partial<Transport>): Sabotage => ({
  options: (options) => ({
    ...options,
    ...(options.transport && { transport: changed(options.transport, change(options.transport)) }),
  }),
});

const environmentWith = (change: (environment: Environment) => Partial<Environment>): Sabotage => ({
  options: (options) => ({
    ...options,
    ...(options.environment && { environment: changed(options.environment, change(options.environment)) }),
  }),
});

const connectionWith = (change: (connection: Plain) => Partial<Plain>): Sabotage => ({
  connection: (connection) => changed(connection, change(connection)),
});

/** More commands than this are no explanation. */
const MOST = 7;

/** What is broken, and how. */
const broken: readonly (readonly [title: string, sabotage: Sabotage])[] = [
  [
    'keeps the socket that it leaves',
    transportWith((transport) => ({
      open: (request, sink) => Object.assign(transport.open(request, sink), { discard() {} }),
    })),
  ],
  ['never clears a timer', environmentWith(() => ({ clearTimeout() {} }))],
  [
    'counts attempts anew at every open',
    { options: ({ retry, ...options }) => ({ ...options, retry: { ...retry, stableAfter: 1 } }) },
  ],
  [
    'hears nothing of the network',
    environmentWith((environment) => ({ subscribe: () => environment.subscribe(() => {}) })),
  ],
  [
    'is dead to reconnect() once it has failed',
    connectionWith((connection) => ({
      reconnect() {
        if (connection.status !== 'failed') connection.reconnect();
      },
    })),
  ],
  [
    'leaves close() alone while it dials',
    connectionWith((connection) => ({
      async close(...how) {
        if (connection.status !== 'connecting') await connection.close(...how);
      },
    })),
  ],
  [
    'ignores the key of a message',
    connectionWith((connection) => ({
      send: (message, { key: _, ...options } = {}) => connection.send(message, options),
    })),
  ],
  [
    'drops what does not fit without a word',
    connectionWith((connection) => ({
      on: (name, listener, options) => (name === 'drop' ? () => {} : connection.on(name, listener, options)),
    })),
  ],
  [
    'takes ten seconds more to miss a pong',
    {
      options: (options) => ({
        ...options,
        probeTimeout: 10_000,
        heartbeat: { ...options.heartbeat, pongTimeout: 10_401 },
      }),
    },
  ],
];

describe('a broken connection is found by any commands, and the shortest are few:', () => {
  test.each(broken)('one that %s', { timeout: 60_000 }, async (_, sabotage) => {
    const finding = await play(2_000, { seed: 1 }, sabotage);
    expect(finding, 'nothing was found').toBeDefined();
    console.info(finding?.commands.join(' → '));
    expect(finding?.commands.length).toBeLessThanOrEqual(MOST);
  });
});

test('what was found is found again by what the failure says', async () => {
  const sabotage = connectionWith(() => ({ connect() {} }));
  const finding = await play(100, {}, sabotage);
  expect(finding?.report).toContain('after connect()\n  status: "idle"\n  model: "connecting"');
  expect((await play(1, finding?.replay, sabotage))?.commands).toEqual(finding?.commands);
});
