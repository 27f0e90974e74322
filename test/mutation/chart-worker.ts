import { fileURLToPath } from 'node:url';
import { createVitest, type TestModule, type TestSpecification, type Vitest } from 'vitest/node';

/** The folders whose tests run the chart, the quickest first: most mutants do not live to see the second. */
const FOLDERS = ['test/machines/', 'test/scenarios/'];

/** Answers, to each mutant's name that the parent process sends, which test finds it, or null. Ends with the parent. */
export async function answer(): Promise<void> {
  const vitest = await createVitest('test', {
    config: 'vitest.mutate.config.ts',
    watch: false,
    reporters: [{}],
    pool: 'threads',
    maxWorkers: 1,
    bail: 1,
  });
  const setup = fileURLToPath(new URL('./chart-setup.ts', import.meta.url));
  for (const project of vitest.projects) project.config.setupFiles.push(setup);
  const steps = await Promise.all(FOLDERS.map((folder) => vitest.globTestSpecifications([folder])));
  process.on('disconnect', () => process.exit());
  process.on('message', async (name: string) => process.send?.(await finderOf(vitest, name, steps)));
  process.send?.('ready');
}

async function finderOf(vitest: Vitest, name: string, steps: TestSpecification[][]): Promise<string | null> {
  vitest.provide('chartMutant', name);
  for (const specifications of steps) {
    vitest.state.filesMap.clear();
    vitest.state.errorsSet.clear();
    const { testModules, unhandledErrors } = await vitest.runTestSpecifications(specifications);
    const failed = testModules.find((module) => !module.ok());
    if (failed) return titleIn(failed);
    if (unhandledErrors.length > 0) return 'an error outside of the tests';
  }
  return null;
}

function titleIn(module: TestModule): string {
  const [test] = module.children.allTests('failed');
  return test ? `${module.relativeModuleId}: ${test.fullName}` : module.relativeModuleId;
}
