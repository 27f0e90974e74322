import { beforeAll, describe, expect, it, vi } from 'vitest';
import { type Bundler, readBudgets } from '../../scripts/sizes/budgets.ts';
import { sizeOf } from '../../scripts/sizes/bundle.ts';
import { type Measured, measure, modulesOfSet, overBudget } from '../../scripts/sizes/measure.ts';
import { figures, shownFigures, staleFigures } from '../../scripts/sizes/readme.ts';
import { publicEntries } from '../../scripts/sizes/sources.ts';

const budgets = readBudgets();
const bundlers: readonly Bundler[] = ['esbuild', 'vite'];
const limits = budgets.flatMap(({ name, ...budget }) =>
  bundlers.flatMap((bundler) => {
    const limit = budget[bundler];
    return limit === undefined ? [] : [{ name, bundler, limit }];
  }),
);

let measured: readonly Measured[] = [];
beforeAll(async () => {
  measured = await measure(budgets, bundlers);
}, 60_000);

const bytesOf = (name: string, bundler: Bundler) =>
  measured.find(({ budget, bundler: by }) => budget.name === name && by === bundler)?.bytes;

describe('size-budgets.json', () => {
  it.each(limits)('$name is at most $limit bytes by $bundler', ({ name, bundler, limit }) => {
    const bytes = bytesOf(name, bundler);
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThanOrEqual(limit);
  });

  it('has a set for all that an app can import, but for the kit for tests, which no app ships', () => {
    const covered = new Set(budgets.map(({ from }) => from));
    expect(publicEntries().filter((entry) => !covered.has(entry))).toEqual(['heartwire/testing']);
  });

  it('has a goal only where the budget allows more', () => {
    const met = budgets.filter(({ goal = 0, esbuild, vite = esbuild }) => goal >= Math.min(esbuild, vite));
    expect(met).toEqual([]);
  });
});

describe('README.md', () => {
  it('shows the sizes as they are', () => {
    expect(staleFigures(shownFigures(), figures(measured))).toEqual([]);
  });
});

describe('the measure', () => {
  it('leaves out what an app does not import, and takes in what it does, XState with it', () => {
    for (const bundler of bundlers) {
      const whole = bytesOf('heartwire: everything', bundler) ?? 0;
      const one = bytesOf('heartwire: createConnection', bundler) ?? 0;
      const lite = bytesOf('heartwire/lite: createConnection', bundler) ?? 0;
      expect([whole - one, one - lite].map((bytes) => bytes > 200)).toEqual([true, true]);
    }
  });

  it.each(bundlers)('takes the production build of XState by %s, whatever NODE_ENV is', async (bundler) => {
    const code = "export { createConnection } from 'heartwire';";
    const sizes = [];
    for (const environment of ['production', 'development', 'test']) {
      vi.stubEnv('NODE_ENV', environment);
      sizes.push(await sizeOf(code, bundler));
    }
    vi.unstubAllEnvs();
    const production = bytesOf('heartwire: createConnection', bundler);
    expect(sizes).toEqual([production, production, production]);
  });

  it('tells a set module by module, with what it stands on, the greatest first', async () => {
    const modules = await modulesOfSet(budgets, 'heartwire/dialects/text');
    const bytes = modules.map(([, each]) => each);
    expect(bytes).toEqual([...bytes].sort((a, b) => b - a));
    expect(modules.map(([path]) => path)).toEqual(
      expect.arrayContaining(['src/dialects/text.ts', 'src/connection.ts', 'src/connection-host.ts']),
    );
    await expect(modulesOfSet(budgets, 'none')).rejects.toThrow("size-budgets.json has no set 'none'");
  });

  it.each(['heartwire/machines/table', 'heartwire/dialects/wire', 'heartwire/dialects/pomelo/codec'])(
    'refuses %s, which package.json does not export',
    async (entry) => {
      for (const bundler of bundlers) {
        const size = sizeOf(`export * from '${entry}';`, bundler);
        await expect(size).rejects.toThrow(`package.json exports no ${entry}`);
      }
    },
  );

  it('finds a set that is one byte over', () => {
    const [row] = measured;
    if (!row) throw new Error('nothing was measured');
    const [at, over] = [0, 1].map((more) => ({ ...row, bytes: row.limit + more }));
    expect(overBudget([at, over].flatMap((each) => each ?? []))).toEqual([over]);
  });

  it('calls a figure stale that is more than 1 % and 20 bytes off, and a table of other sets', () => {
    const shown = 'a 10.00 kB · b + 0.50 kB';
    expect(staleFigures(shown, 'a 10.10 kB · b + 0.52 kB')).toEqual([]);
    expect(staleFigures(shown, 'a 10.11 kB · b + 0.47 kB')).toEqual([
      '10.00 kB → 10.11 kB',
      '0.50 kB → 0.47 kB',
    ]);
    expect(staleFigures(shown, 'a 10.00 kB')).toEqual(['its sets are not those of size-budgets.json']);
  });
});
