// @ts-check
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const RELATIVE_TS = /((?:\bfrom|\bimport)\s*\(?\s*['"]\.{1,2}\/[^'"]*)\.ts(?=['"])/g;

// TypeScript's `rewriteRelativeImportExtensions` leaves declarations alone, and they name files that are not published.
for (const folder of process.argv.slice(2)) {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.d.ts')) continue;
    const path = join(folder, name);
    writeFileSync(path, readFileSync(path, 'utf8').replace(RELATIVE_TS, '$1.js'));
  }
}
