/** Options of StrykerJS for `npm run mutate`, which reads its report (test/mutation/mutate.ts). Times in ms. */
export default {
  testRunner: 'vitest',
  vitest: { configFile: 'vitest.mutate.config.ts', related: false },
  plugins: ['@stryker-mutator/vitest-runner'],
  // Those that flatten a chart and run its table are compared with XState itself, event by event: test/machines.
  mutate: [
    'src/machines/{connection,connection-parts,peer,peer-parts,link-logic,implementations,parts}.ts',
    'src/hosted-connection.ts',
    'src/outbox.ts',
    'src/backoff/*.ts',
  ],
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
