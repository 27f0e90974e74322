import { execFile } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build, type Plugin } from 'esbuild';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** A project of its own that has Heartwire as its users have it: compiled, in `node_modules`, beside xstate and ws. */
export interface Installed {
  readonly folder: string;
  /** The questions, bundled; of Heartwire they import what a user can import, and hold nothing. */
  readonly client: string;
  /** The other end, bundled for this Node. */
  readonly server: string;
  remove(): void;
}

/**
 * Installs the package of `source`, or what `npm run build` makes of the sources, into a folder of its own, and bundles the questions
 * beside it.
 */
export async function installed(source?: string): Promise<Installed> {
  const folder = mkdtempSync(join(tmpdir(), 'heartwire-runtimes-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    await install(folder, source);
    const client = await bundle('client/main.ts', join(folder, 'client.mjs'), [asUsersImport]);
    const server = await bundle('server.ts', join(folder, 'server.mjs'));
    return { folder, client, server, remove };
  } catch (error) {
    remove();
    throw error;
  }
}

async function install(folder: string, source: string | undefined): Promise<void> {
  const modules = join(folder, 'node_modules');
  mkdirSync(modules);
  for (const name of ['xstate', 'ws']) symlinkSync(`${root}node_modules/${name}`, join(modules, name));
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ type: 'module', dependencies: { heartwire: '*', ws: '*' } }),
  );
  const home = join(modules, 'heartwire');
  if (source === undefined) await compile(home);
  else cpSync(source, home, { recursive: true });
}

/** Makes the package: its manifest, and `dist`. */
export async function compile(home: string): Promise<void> {
  mkdirSync(home, { recursive: true });
  copyFileSync(`${root}package.json`, join(home, 'package.json'));
  const tsc = [`${root}node_modules/typescript/bin/tsc`, '-p', `${root}tsconfig.build.json`];
  await promisify(execFile)(process.execPath, [...tsc, '--outDir', join(home, 'dist')]);
}

/** Bundles a file of this folder, with no package in it. */
async function bundle(source: string, outfile: string, plugins: Plugin[] = []): Promise<string> {
  await build({
    entryPoints: [fileURLToPath(new URL(source, import.meta.url))],
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['heartwire', 'heartwire/*', 'ws'],
    plugins,
    outfile,
    logLevel: 'silent',
  });
  return outfile;
}

interface Manifest {
  readonly exports: Readonly<Record<string, null | string | { readonly default: string }>>;
}

/** What is exported by `heartwire` itself, by its source. */
const OF_THE_ENTRY = ['connection.ts', 'adapters/browser.ts'];

/** Lets tests that the questions are made of import by the package's exports what they import from `src`. */
const asUsersImport: Plugin = {
  name: 'as users import',
  setup({ onResolve }) {
    const { exports }: Manifest = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
    const paths = new Map(
      Object.entries(exports).flatMap(([path, target]) =>
        target === null || typeof target === 'string' ? [] : [[target.default, `heartwire${path.slice(1)}`]],
      ),
    );
    onResolve({ filter: /^\.+\/.*src\/.*\.ts$/ }, ({ path, resolveDir }) => {
      const source = relative(`${root}src`, join(resolveDir, path));
      if (source.startsWith('..')) return undefined;
      const entry = OF_THE_ENTRY.includes(source)
        ? 'heartwire'
        : paths.get(`./dist/${source.replace(/\.ts$/, '.js')}`);
      if (entry) return { path: entry, external: true };
      return { errors: [{ text: `users cannot import src/${source}` }] };
    });
  },
};
