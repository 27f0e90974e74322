import { vi } from 'vitest';
import { createMachineConnection } from './machine-connection.ts';

/** Every connection of a test is run by XState's own machine. */
vi.mock('../../src/connection.ts', async (importOriginal) => ({
  ...(await importOriginal<object>()),
  createConnection: createMachineConnection,
}));
