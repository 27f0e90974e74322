import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const resolveDir = fileURLToPath(new URL('../../src', import.meta.url));

/** Bytes of a module, minified and gzipped, with all that it imports but xstate. */
async function sizeOf(contents: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir, loader: 'ts' },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    external: ['xstate'],
    write: false,
  });
  return gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length;
}

/** Bytes that a dialect adds to a page that has the main entry, minified and gzipped. */
export async function addedSize(name: string, file: string): Promise<number> {
  const main = "export * from './index.ts';";
  const both = `${main} export { ${name} } from './dialects/${file}.ts';`;
  return (await sizeOf(both)) - (await sizeOf(main));
}
