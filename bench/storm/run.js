// @ts-check
/** `npm run bench:storm`: simulates, and writes `docs/storm.md`, its picture, and `bench/results/storm.json`. */
import { runnerImport } from 'vite';

/** @type {{ module: typeof import('./main.ts') }} */
const { module } = await runnerImport(new URL('main.ts', import.meta.url).pathname, { configFile: false });
if (!(await module.main())) process.exitCode = 1;
