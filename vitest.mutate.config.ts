import { defineConfig } from 'vitest/config';

/** What runs against each mutant: the tests on virtual time, without sockets, browser or control server. */
export default defineConfig({
  test: {
    include: ['test/{backoff,machines,scenarios}/**/*.node.test.ts', 'test/mutation/loads.node.test.ts'],
    // The one reads the sources, which are full of mutants here; the others compare ways to run the same chart.
    exclude: ['sources', 'flatten', 'tables', 'table-actor', 'three-ways'].map(
      (name) => `test/machines/${name}.node.test.ts`,
    ),
    // The chart itself is run, and not its table.
    setupFiles: ['test/mutation/fixed-seed.ts', 'test/runs/on-machine.ts'],
    environment: 'node',
  },
});
