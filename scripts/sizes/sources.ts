import { readdirSync, readFileSync } from 'node:fs';
import { root } from './root.ts';

type Target = string | null | { readonly default: string };

const targets: Readonly<Record<string, Target>> = JSON.parse(
  readFileSync(`${root}package.json`, 'utf8'),
).exports;

/**
 * The source file of a public entry, from the root. `specifier`: what an app writes behind `from`.
 * Throws an `Error` where package.json does not export it.
 */
export function sourceOf(specifier: string): string {
  const path = `.${specifier.slice('heartwire'.length)}`;
  // Node's rule: the key itself, or the longest pattern; null closes what it stands for.
  const [key = ''] = Object.keys(targets)
    .filter((each) => each === path || (each.endsWith('*') && path.startsWith(each.slice(0, -1))))
    .sort((one, other) => Number(other === path) - Number(one === path) || other.length - one.length);
  const target = targets[key];
  if (typeof target !== 'object' || target === null) throw new Error(`package.json exports no ${specifier}`);
  const file = target.default.replace('*', path.slice(key.length - 1));
  return file.replace(/^\.\/dist\//, 'src/').replace(/\.js$/, '.ts');
}

/** All that an app can import, with each file that a pattern of package.json stands for. */
export function publicEntries(): readonly string[] {
  return Object.entries(targets)
    .flatMap(([path, target]) => {
      if (typeof target !== 'object' || target === null) return [];
      return path.endsWith('/*') ? filesOf(path.slice(0, -2)) : [path];
    })
    .map((path) => `heartwire${path.slice(1)}`);
}

/** The files of a folder that are public one by one, as paths of exports. */
const filesOf = (folder: string): readonly string[] =>
  readdirSync(`${root}src/${folder}`, { withFileTypes: true })
    .filter((file) => file.isFile() && file.name !== 'index.ts')
    .map(({ name }) => `${folder}/${name.replace(/\.ts$/, '')}`)
    .filter((path) => targets[path] !== null);
