// @ts-check
/**
 * `npm run fuzz -- [--dialect NAME] [--frames N] [--seed N]`: reads so many drawn frames (1,000,000) with each dialect, or with one, from a fresh
 * seed or that one. Exits with 1 at the first dialect that throws what is no Error, takes too much memory or time, loops, or signals nonsense,
 * and prints the command that replays it.
 */
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const path = fileURLToPath(new URL('../test/dialects/fuzz/main.ts', import.meta.url));
const { module } = await runnerImport(path);
process.exitCode = await module.main(process.argv.slice(2));
