import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { build as viteBuild } from 'vite';
import type { Bundler } from './budgets.ts';
import { root } from './root.ts';
import { sourceOf } from './sources.ts';

/** What an app brings itself: Node's own modules and the optional peers. */
const external = ['node:*', 'ws', 'redis', '@statelyai/inspect'];
const pattern = (name: string) => new RegExp(`^${name.replace('*', '.*')}$`);
const ours = /^heartwire(\/|$)/;

/**
 * Bytes of what an app ships that has these exports, and nothing else: tree-shaken, minified for ES2022 and gzipped. `without`: packages
 * that do not count.
 */
export async function sizeOf(
  code: string,
  bundler: Bundler,
  without: readonly string[] = [],
): Promise<number> {
  return gzipped(await bundles[bundler](code, [...external, ...without]));
}

/** Bytes of a script as the network carries it. */
export const gzipped = (script: string | Uint8Array): number => gzipSync(script, { level: 9 }).length;

/** The modules in such a bundle by esbuild, and the bytes of each in it, minified but not gzipped; the greatest first. */
export async function modulesOf(code: string): Promise<readonly (readonly [path: string, bytes: number])[]> {
  const { metafile } = await esbuilt(code, external);
  const { inputs } = only(Object.values(metafile.outputs));
  return Object.entries(inputs)
    .map(([path, { bytesInOutput }]) => [path, bytesInOutput] as const)
    .filter(([, bytes]) => bytes > 0)
    .sort(([, a], [, b]) => b - a);
}

type Bundle = (code: string, external: string[]) => Promise<string | Uint8Array>;

const bundles: Readonly<Record<Bundler, Bundle>> = {
  esbuild: async (code, external) => only((await esbuilt(code, external)).outputFiles).contents,

  async vite(code, external) {
    const entry = '\0app';
    const result = await viteBuild({
      root,
      configFile: false,
      logLevel: 'silent',
      // Vite takes NODE_ENV from whatever runs it, and `development` would bring the development build of XState.
      resolve: { conditions: ['module', 'browser', 'production'] },
      define: { 'process.env.NODE_ENV': '"production"' },
      plugins: [
        {
          name: 'sources',
          enforce: 'pre',
          resolveId: (id) => (id === entry ? id : ours.test(id) ? root + sourceOf(id) : undefined),
          load: (id) => (id === entry ? code : undefined),
        },
      ],
      build: {
        target: 'es2022',
        write: false,
        rolldownOptions: { external: external.map(pattern), input: entry, preserveEntrySignatures: 'strict' },
      },
    });
    if (Array.isArray(result) || !('output' in result)) throw new Error('Vite built more than one bundle.');
    const chunk = only(result.output);
    return chunk.type === 'chunk' ? chunk.code : chunk.source;
  },
};

const esbuilt = (code: string, external: string[]) =>
  build({
    absWorkingDir: root,
    stdin: { contents: code, resolveDir: root },
    plugins: [
      {
        name: 'sources',
        setup: ({ onResolve }) =>
          onResolve({ filter: ours }, ({ path }) => ({ path: root + sourceOf(path) })),
      },
    ],
    external,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });

function only<T>(files: readonly T[] | undefined): T {
  const [file, ...others] = files ?? [];
  if (file === undefined || others.length > 0) throw new Error('A set is built into exactly one file.');
  return file;
}
