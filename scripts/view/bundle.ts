import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The live view as one classic script, with all that it needs: for a page without a bundler, from a disk as well. */
export async function bundleView(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [`${root}src/inspect/view/script.ts`],
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
    write: false,
    logLevel: 'warning',
  });
  return outputFiles[0]?.text ?? '';
}
