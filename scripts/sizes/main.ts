import { readBudgets } from './budgets.ts';
import { measure, modulesOfSet, overBudget } from './measure.ts';
import { figures, shownFigures, staleFigures, writeFigures } from './readme.ts';
import { table } from './table.ts';

/**
 * Measures all sets and prints the table. Resolves with what is wrong, a line each: sets over their budget, and figures of README.md
 * that are stale, unless `write` renews them.
 */
export async function main({ write }: { readonly write: boolean }): Promise<readonly string[]> {
  const measured = await measure(readBudgets(), ['esbuild', 'vite']);
  console.log(table(measured));
  const fresh = figures(measured);
  if (write) writeFigures(fresh);
  const stale = staleFigures(shownFigures(), fresh);
  return [
    ...overBudget(measured).map(({ budget: { name }, bundler, bytes, limit }) => {
      return `${name}, by ${bundler}: ${bytes} bytes, and ${limit} are allowed by size-budgets.json`;
    }),
    ...stale.map((what) => `README.md: ${what}; npm run sizes -- --write`),
  ];
}

/** Prints what a set is made of, module by module. */
export async function explain(name: string): Promise<void> {
  const modules = await modulesOfSet(readBudgets(), name);
  for (const [path, bytes] of modules) console.log(`${bytes.toLocaleString('en').padStart(8)}  ${path}`);
}
