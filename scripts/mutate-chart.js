// @ts-check
/** The process in which `npm run mutate` runs the tests against mutants of the chart. */
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const path = fileURLToPath(new URL('../test/mutation/chart-worker.ts', import.meta.url));
const { module } = await runnerImport(path);
await module.answer();
