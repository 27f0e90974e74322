// @ts-check
/**
 * `npm run visualize`: writes the pictures of the charts, and the generated parts of docs/statechart.md, from the machines
 * themselves. `npm run visualize -- --check` writes nothing: it exits with 1 where a file is stale, and names it.
 */
import { parseArgs } from 'node:util';
import { runnerImport } from 'vite';

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });

/** @type {{ module: typeof import('./visualize/main.ts') }} */
const { module } = await runnerImport(new URL('visualize/main.ts', import.meta.url).pathname, {
  configFile: false,
});
const stale = module.staleAmong(await module.generatedFiles());
if (!values.check) module.write(stale);
for (const { path } of stale) console.log(`${values.check ? 'stale' : 'wrote'} ${path}`);
if (values.check && stale.length > 0) {
  console.error('npm run visualize writes them');
  process.exitCode = 1;
}
