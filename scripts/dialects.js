// @ts-check
/** `npm run docs:dialects [-- --write]`: are the tables of docs/dialects.md what the modules say? `--write` makes them so. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const pathOf = (/** @type {string} */ path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const { module } = await runnerImport(pathOf('test/docs/support/dialect-tables.ts'));
const document = readFileSync(pathOf('docs/dialects.md'), 'utf8');
const fresh = module.rewritten(document);
if (process.argv.includes('--write')) writeFileSync(pathOf('docs/dialects.md'), fresh);
else if (fresh !== document) {
  console.error('docs/dialects.md: its tables are stale; npm run docs:dialects -- --write');
  process.exitCode = 1;
}
