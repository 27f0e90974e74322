import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** A file of JavaScript that any Node can run, with everything in it. */
export interface BundledScript extends Disposable {
  readonly path: string;
}

/** Bundles TypeScript, whose imports are relative to the root of the repository, into a file that goes with its owner. */
export async function bundledScript(source: string): Promise<BundledScript> {
  const folder = mkdtempSync(join(tmpdir(), 'heartwire-script-'));
  const path = join(folder, 'script.cjs');
  await build({
    stdin: { contents: source, resolveDir: root, loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile: path,
    logLevel: 'silent',
  });
  return { path, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}
