// @ts-check
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../..', import.meta.url));

/**
 * The package's own exports, led to their sources: a page imports `heartwire` as any app does.
 * @returns {import('vite').Alias[]}
 */
export function ownPackage() {
  /** @type {{ name: string, exports: Record<string, string | null | { default: string }> }} */
  const { name, exports } = JSON.parse(readFileSync(`${repository}package.json`, 'utf8'));
  return Object.entries(exports).flatMap(([path, target]) => {
    if (target === null || typeof target === 'string') return [];
    const source = target.default.replace('./dist/', `${repository}src/`).replace(/\.js$/, '.ts');
    const find = new RegExp(`^${name}${path.slice(1).replace('*', '([^/]+)')}$`);
    return [{ find, replacement: source.replace('*', '$1') }];
  });
}
