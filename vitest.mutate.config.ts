import { defineConfig } from 'vitest/config';

/** What runs against each mutant: the tests on virtual time, without sockets, browser or control server. */
export default defineConfig({
  test: {
    include: ['test/{backoff,machines,scenarios}/**/*.node.test.ts', 'test/mutation/loads.node.test.ts'],
    // The one reads the sources, which are full of mutants here; the other compares two ways to run the same parts.
    exclude: ['test/machines/sources.node.test.ts', 'test/machines/flatten.node.test.ts'],
    setupFiles: ['test/mutation/fixed-seed.ts'],
    environment: 'node',
  },
});
