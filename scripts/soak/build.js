// @ts-check
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));
const outfile = `${root}node_modules/.cache/heartwire-soak/world.js`;

/** What the soak needs of the sources, which Node 20 cannot load as they are. */
const entry = `
export { sumWorlds } from './src/testing/simulated-world/totals.ts';
export { simulateWorld } from './src/testing/simulated-world.ts';
export { worldFaults } from './src/testing/simulated-world/faults.ts';
export { edgesOf } from './src/testing/edges-of.ts';
export { connectionMachine } from './src/machines/connection.ts';
`;

/** Compiles the sources and loads them. @returns {Promise<import('../../src/testing/index.ts') & typeof import('../../src/machines/connection.ts')>} */
export async function load() {
  await build({
    stdin: { contents: entry, resolveDir: root, loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    sourcemap: 'inline',
    outfile,
  });
  return import(outfile);
}
