import { mkdir, readFile } from 'node:fs/promises';
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

const src = new URL('../../../src/', import.meta.url);
const cache = new URL('../../../node_modules/.cache/heartwire-broken/', import.meta.url);

/** The text with the change made. Throws unless what is to be changed stands there exactly once. */
export function broken(text: string, { name, file, from, to }: Break): string {
  const places = text.split(from).length - 1;
  if (places !== 1)
    throw new Error(`${name}: ${file} has ${places} places that read ${JSON.stringify(from)}`);
  return text.replace(from, () => to);
}

/** Builds a copy of the library with a change, or an unchanged one, and loads it. */
export async function brokenBuild(change: Break | undefined): Promise<Build> {
  await mkdir(cache, { recursive: true });
  const name = (change?.name ?? 'unbroken').replaceAll(/\W+/g, '-');
  const outfile = fileURLToPath(new URL(`${name}.mjs`, cache));
  const target = change && fileURLToPath(new URL(change.file, src));
  let isChanged = change === undefined;
  await build({
    entryPoints: [fileURLToPath(new URL('connection.ts', src))],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    external: ['xstate'],
    logLevel: 'silent',
    plugins: [
      {
        name: 'break',
        setup({ onLoad }) {
          onLoad({ filter: /\.ts$/ }, async ({ path }) => {
            if (!change || path !== target) return undefined;
            isChanged = true;
            return { contents: broken(await readFile(path, 'utf8'), change), loader: 'ts' };
          });
        },
      },
    ],
  });
  if (!isChanged) throw new Error(`${name}: src/${change?.file} is no part of the library`);
  return import(/* @vite-ignore */ pathToFileURL(outfile).href);
}
