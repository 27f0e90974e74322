import { beforeEach, vi } from 'vitest';
import { createConnection, type LiteOptions } from '../../src/lite.ts';
import { connectionTable } from '../../src/machines/connection.table.ts';
import type { ConnectionContext } from '../../src/machines/connection-parts.ts';
import { nestedValue } from '../../src/machines/table-snapshot.ts';

/** What the generated walks compare with their model: lite shows it to nobody. */
function inside(connection: object) {
  const {
    leaf,
    timers: _,
    deferred: __,
    send: ___,
    ...context
  } = (
    connection as {
      readonly context: ConnectionContext & Record<'leaf' | 'timers' | 'deferred' | 'send', unknown>;
    }
  ).context;
  const path = connectionTable.leaves[Number(leaf)]?.path ?? '';
  return { value: nestedValue(path.split('.')), context };
}

/** Every connection of a test is run without XState, and has no inspector. */
vi.mock('../../src/connection.ts', async (importOriginal) => ({
  ...(await importOriginal<object>()),
  createConnection: (options: LiteOptions & { readonly inspect?: unknown }) => {
    const connection = createConnection(
      options?.inspect === undefined ? options : { ...options, inspect: undefined },
    );
    return Object.defineProperty(connection, 'actor', { value: { getSnapshot: () => inside(connection) } });
  },
}));

/** Every drop-in is that of heartwire/lite/websocket. */
vi.mock('../../src/websocket.ts', () => import('../../src/lite-websocket.ts'));

beforeEach(({ task, skip }) => {
  skip(task.suite?.name === 'actor' || task.name.startsWith('inspect '), 'heartwire/lite has no actor');
});
