// @ts-check
import { execFile } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const root = fileURLToPath(new URL('../..', import.meta.url));
const outDir = fileURLToPath(new URL('../.build/', import.meta.url));

/** Path of a module in the build, such as `adapters/ws.js`. @param {string} path */
export const built = (path) => join(outDir, path);

/** Compiles the library as it is published, so that nothing but JavaScript is measured. Rejects where it does not compile. */
export async function build() {
  const compiler = join(
    dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
    'bin/tsc',
  );
  await rm(outDir, { recursive: true, force: true });
  await mkdir(outDir, { recursive: true });
  const args = [compiler, '-p', join(root, 'tsconfig.build.json'), '--outDir', outDir];
  await promisify(execFile)(process.execPath, args, { cwd: root }).catch(({ stdout }) => {
    throw new Error(`The library does not compile:\n${stdout}`);
  });
}
