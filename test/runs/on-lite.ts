import { beforeEach, vi } from 'vitest';
import { createConnection, type LiteOptions } from '../../src/lite.ts';

/** Every connection of a test is run without XState, and has no inspector. */
vi.mock('../../src/connection.ts', async (importOriginal) => ({
  ...(await importOriginal<object>()),
  createConnection: (options: LiteOptions & { readonly inspect?: unknown }) =>
    createConnection(options?.inspect === undefined ? options : { ...options, inspect: undefined }),
}));

beforeEach(({ task, skip }) => {
  skip(task.suite?.name === 'actor' || task.name.startsWith('inspect '), 'heartwire/lite has no actor');
});
