import { vi } from 'vitest';

/** Every connection of a test is run by XState's own machine. Imported late: a chart that does not load is a test's to find. */
vi.mock('../../src/connection.ts', async (importOriginal) => {
  const { createMachineConnection } = await import('./machine-connection.ts');
  return { ...(await importOriginal<object>()), createConnection: createMachineConnection };
});
