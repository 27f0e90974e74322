// @ts-check
/** `npm run tables [-- --check]`: flattens the charts into `src/machines/*.table.ts`; `--check` fails where one is stale. */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runnerImport } from 'vite';

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
/** @type {{ module: typeof import('./tables/main.ts') }} */
const { module } = await runnerImport(fileURLToPath(new URL('tables/main.ts', import.meta.url)), {
  configFile: false,
});
const stale = module.staleTables();
if (values.check && stale.length > 0) {
  console.error(`npm run tables has to write ${stale.map(({ path }) => path).join(', ')}`);
  process.exitCode = 1;
} else if (!values.check) {
  module.write(stale);
  for (const { path } of stale) console.log(path);
}
