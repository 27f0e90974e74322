/** Options of StrykerJS for `npm run mutate`, which reads its report (test/mutation/mutate.ts). Times in ms. */
export default {
  testRunner: 'vitest',
  vitest: { configFile: 'vitest.mutate.config.ts', related: false },
  plugins: ['@stryker-mutator/vitest-runner'],
  // flatten() and runTable() are compared with XState itself, for seconds a mutant: test/machines/flatten.node.test.ts.
  mutate: ['src/machines/!(flatten|run-table).ts', 'src/connection.ts', 'src/outbox.ts', 'src/backoff/*.ts'],
  // Its rewriting of tsconfig.json calls TypeScript's old API, which 7 has not; nothing here is type-checked.
  tsconfigFile: 'none',
  disableTypeChecks: false,
  coverageAnalysis: 'perTest',
  concurrency: 2,
  // On top of four times what the tests take: a machine that is busy with something else must not find a mutant.
  timeoutMS: 30_000,
  timeoutFactor: 4,
  tempDirName: '.cache/stryker',
  ignorePatterns: [
    '.cache',
    'dist',
    'bench',
    'demo',
    'examples',
    'interop',
    'visualizations',
    'docs',
    'test-results',
    'coverage',
  ],
  reporters: ['json'],
  jsonReporter: { fileName: '.cache/mutation/code.json' },
};
