import { mkdir, readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import type { Build } from './walk.ts';

/** One change of the library's text that breaks a promise. */
export interface Break {
  readonly name: string;
  /** The file below src. */
  readonly file: string;
  /** What stands there, once. */
  readonly from: string;
  readonly to: string;
}

const root = new URL('../../../', import.meta.url);
const cache = new URL('node_modules/.cache/heartwire-broken/', root);

/** The text with the change made. Throws unless what is to be changed stands there exactly once. */
export function broken(text: string, { name, file, from, to }: Break): string {
  const places = text.split(from).length - 1;
  if (places !== 1)
    throw new Error(`${name}: ${file} has ${places} places that read ${JSON.stringify(from)}`);
  return text.replace(from, () => to);
}

/** Builds a copy of the library with a change, or an unchanged one, and loads it. A change of the chart is one of its table. */
export async function brokenBuild(change: Break | undefined): Promise<Build> {
  if (!change) return bundled('unbroken', 'src/connection.ts', new Map());
  const name = change.name.replaceAll(/\W+/g, '-');
  const path = `src/${change.file}`;
  const texts = new Map([[path, broken(await readFile(new URL(path, root), 'utf8'), change)]]);
  if (path === 'src/machines/connection.ts') {
    const { tableFiles } = await bundled<Tables>(`${name}-tables`, 'scripts/tables/main.ts', texts);
    texts.clear();
    for (const table of tableFiles()) texts.set(table.path, table.text);
  }
  return bundled(name, 'src/connection.ts', texts);
}

type Tables = typeof import('../../../scripts/tables/main.ts');

/** Bundles an entry, with other texts in the place of some files, and loads it. Throws unless it reads the first of them. */
async function bundled<T = Build>(
  name: string,
  entry: string,
  texts: ReadonlyMap<string, string>,
): Promise<T> {
  await mkdir(cache, { recursive: true });
  const outfile = fileURLToPath(new URL(`${name}.mjs`, cache));
  const { metafile } = await build({
    entryPoints: [fileURLToPath(new URL(entry, root))],
    absWorkingDir: fileURLToPath(root),
    outfile,
    metafile: true,
    bundle: true,
    format: 'esm',
    platform: 'node',
    external: ['xstate'],
    logLevel: 'silent',
    plugins: [
      {
        name: 'break',
        setup({ onLoad }) {
          onLoad({ filter: /\.ts$/ }, ({ path }) => {
            const contents = texts.get(relative(fileURLToPath(root), path).replaceAll('\\', '/'));
            return contents === undefined ? undefined : { contents, loader: 'ts' };
          });
        },
      },
    ],
  });
  const [first] = texts.keys();
  if (first && !(first in metafile.inputs)) throw new Error(`${name}: ${first} is no part of the library`);
  return import(/* @vite-ignore */ pathToFileURL(outfile).href);
}
