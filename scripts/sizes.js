// @ts-check
/**
 * `npm run sizes [-- --write]`: measures what apps ship of the library, and fails where a set is over its budget in
 * `size-budgets.json` or a figure of README.md is stale; `--write` renews those figures, never a budget. `--modules SET` prints instead
 * what a set is made of, in bytes, minified.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runnerImport } from 'vite';

const { values } = parseArgs({
  options: { write: { type: 'boolean', default: false }, modules: { type: 'string' } },
});
/** @type {{ module: typeof import('./sizes/main.ts') }} */
const { module } = await runnerImport(fileURLToPath(new URL('sizes/main.ts', import.meta.url)), {
  configFile: false,
});
if (values.modules === undefined) {
  const faults = await module.main(values);
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exitCode = 1;
} else {
  await module.explain(values.modules);
}
