import { readFileSync } from 'node:fs';
import { root } from './root.ts';

/** What measures an import set: esbuild, or Vite's production build. */
export type Bundler = 'esbuild' | 'vite';

/** What an app imports, and the bytes, minified for ES2022 and gzipped, that it may cost by each bundler that is asked. */
export interface Budget {
  readonly name: string;
  /** What is imported: names, or `*` for all. */
  readonly import: string;
  /** An export of package.json, or `heartwire-view.js`, the script that `npm run build` writes. */
  readonly from: string;
  /** The set, by name, that the app has already: then only what comes on top of it counts. */
  readonly over?: string;
  readonly esbuild: number;
  readonly vite?: number;
  /** What was aimed at, where the budget allows more. */
  readonly goal?: number;
}

/** The budgets of `size-budgets.json`. Nothing but a person changes them. */
export function readBudgets(): readonly Budget[] {
  const file: { readonly sets: Readonly<Record<string, Omit<Budget, 'name'>>> } = JSON.parse(
    readFileSync(`${root}size-budgets.json`, 'utf8'),
  );
  return Object.entries(file.sets).map(([name, budget]) => ({ name, ...budget }));
}
