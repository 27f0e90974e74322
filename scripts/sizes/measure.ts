import { bundleView } from '../view/bundle.ts';
import type { Budget, Bundler } from './budgets.ts';
import { gzipped, modulesOf, sizeOf } from './bundle.ts';

/** What a set costs by one bundler. */
export interface Measured {
  readonly budget: Budget;
  readonly bundler: Bundler;
  readonly bytes: number;
  readonly limit: number;
}

/** Measures every set by these bundlers, where it has a budget for them. Rejects where a set does not build. */
export async function measure(
  budgets: readonly Budget[],
  bundlers: readonly Bundler[],
): Promise<readonly Measured[]> {
  const sizes = new Map<string, Promise<number>>();
  const sizeOnce = (code: string, bundler: Bundler) => {
    const key = `${bundler} ${code}`;
    const size = sizes.get(key) ?? sizeOf(code, bundler);
    sizes.set(key, size);
    return size;
  };
  const bytesOf = async (budget: Budget, bundler: Bundler) => {
    if (budget.from === 'heartwire-view.js') return gzipped(await bundleView());
    const base = budget.over === undefined ? undefined : named(budgets, budget.over);
    if (!base) return sizeOnce(codeOf(budget), bundler);
    const [whole, without] = await Promise.all([
      sizeOnce(`${codeOf(base)}\n${codeOf(budget)}`, bundler),
      sizeOnce(codeOf(base), bundler),
    ]);
    return whole - without;
  };
  const rows = bundlers.flatMap((bundler) =>
    budgets.flatMap((budget) => {
      const limit = budget[bundler];
      return limit === undefined ? [] : [{ budget, bundler, limit }];
    }),
  );
  return Promise.all(rows.map(async (row) => ({ ...row, bytes: await bytesOf(row.budget, row.bundler) })));
}

/**
 * The modules of a set by esbuild, with what it stands on, and the bytes of each, minified but not gzipped. Throws an `Error` for a set
 * without a budget.
 */
export async function modulesOfSet(
  budgets: readonly Budget[],
  name: string,
): Promise<ReturnType<typeof modulesOf>> {
  const budget = named(budgets, name);
  const base = budget.over === undefined ? '' : codeOf(named(budgets, budget.over));
  return modulesOf(`${base}\n${codeOf(budget)}`);
}

/** Those that cost more than they may. */
export const overBudget = (measured: readonly Measured[]): readonly Measured[] =>
  measured.filter(({ bytes, limit }) => bytes > limit);

const codeOf = (budget: Budget): string =>
  `export ${budget.import === '*' ? '*' : `{ ${budget.import} }`} from '${budget.from}';`;

function named(budgets: readonly Budget[], name: string): Budget {
  const found = budgets.find((budget) => budget.name === name);
  if (!found) throw new Error(`size-budgets.json has no set '${name}'`);
  return found;
}
