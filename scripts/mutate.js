// @ts-check
/** `npm run mutate [-- --write]`: are the tests strong? Runs them against every mutant; `--write` renews docs/mutation.md. */
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const path = fileURLToPath(new URL('../test/mutation/mutate.ts', import.meta.url));
const { module } = await runnerImport(path);
process.exitCode = await module.mutate(process.argv.slice(2));
