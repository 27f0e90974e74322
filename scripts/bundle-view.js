// @ts-check
/** Part of `npm run build`: writes `dist/heartwire-view.js`, the live view for one script tag. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

/** @type {{ module: typeof import('./view/bundle.ts') }} */
const { module } = await runnerImport(fileURLToPath(new URL('view/bundle.ts', import.meta.url)), {
  configFile: false,
});
const dist = new URL('../dist/', import.meta.url);
mkdirSync(dist, { recursive: true });
writeFileSync(new URL('heartwire-view.js', dist), await module.bundleView());
