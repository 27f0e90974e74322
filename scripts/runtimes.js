// @ts-check
/**
 * `npm run test:runtimes -- [RUNTIME…] [--section NAME]… [--package FOLDER]`: asks Node 20, 22 and 24, Deno and Bun, or the runtimes
 * that are named (`node@24`, `deno`), what their own WebSocket and Heartwire on it do. The package is compiled from the sources, or it is
 * the one of a folder. Exits with 1 where an answer is neither due nor listed as a difference, or nothing ran.
 */
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

/** @type {{ module: typeof import('./runtimes/main.ts') }} */
const { module } = await runnerImport(fileURLToPath(new URL('runtimes/main.ts', import.meta.url)), {
  configFile: false,
});
process.exitCode = await module.main(process.argv.slice(2));
