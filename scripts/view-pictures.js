// @ts-check
/** Carries the pictures of `visualizations/` over into the live view. Part of `npm run visualize`. */
import { writeFileSync } from 'node:fs';
import { runnerImport } from 'vite';

/** @type {{ module: typeof import('./view/pictures.ts') }} */
const { module } = await runnerImport(new URL('view/pictures.ts', import.meta.url).pathname, {
  configFile: false,
});
for (const { path, text } of module.pictureModules())
  writeFileSync(new URL(`../${path}`, import.meta.url), text);
