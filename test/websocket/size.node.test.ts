import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** What an app ships that has all of these: minified for ES2022 and gzipped, in bytes. */
async function sizeOf(...entries: string[]): Promise<number> {
  const { outputFiles } = await build({
    stdin: {
      contents: entries.map((entry) => `export * from './src/${entry}.ts';`).join(''),
      resolveDir: root,
    },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    define: { 'process.env.NODE_ENV': '"production"' },
    write: false,
    logLevel: 'silent',
  });
  return gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length;
}

test('heartwire/websocket is at most 2.5 kB on top of heartwire', async () => {
  const [without, both] = await Promise.all([sizeOf('index'), sizeOf('index', 'websocket')]);
  console.info(`heartwire/websocket: ${both - without} bytes over the ${without} of heartwire`);
  expect(both - without).toBeGreaterThan(500);
  expect(both - without).toBeLessThanOrEqual(2_500);
});
