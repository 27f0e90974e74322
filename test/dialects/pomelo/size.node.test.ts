import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { expect, test } from 'vitest';

const resolveDir = fileURLToPath(new URL('../../../src', import.meta.url));

/** Minified and gzipped, with all that it imports but xstate. */
async function sizeOf(contents: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir, loader: 'ts' },
    ...{ bundle: true, minify: true, format: 'esm', target: 'es2022', write: false },
    external: ['xstate'],
  });
  return gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length;
}

/** What a page that has the main entry ships more. */
async function beside(contents: string): Promise<number> {
  const main = "export * from './index.ts';";
  return (await sizeOf(main + contents)) - (await sizeOf(main));
}

test.each([
  ['the dialect', "export { rememberingDialect } from './dialects/pomelo/dialect.ts';"],
  ['the preset', "export { pomeloHeartbeat } from './presets.ts';"],
])('a client ships at most 5 kB for %s', async (_name, contents) => {
  expect(await beside(contents)).toBeLessThanOrEqual(5_000);
});

test('a client ships nothing of the server half', async () => {
  const { metafile } = await build({
    stdin: { contents: "export { createPomeloClient } from './pomelo/index.ts';", resolveDir, loader: 'ts' },
    ...{ bundle: true, minify: true, format: 'esm', target: 'es2022', write: false, metafile: true },
  });
  const [output] = Object.values(metafile.outputs);
  const shipped = Object.entries(output?.inputs ?? {}).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  expect(shipped.map(([name]) => name).filter((name) => /server|proto-source|serve\./.test(name))).toEqual(
    [],
  );
});
