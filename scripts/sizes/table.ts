import type { Measured } from './measure.ts';

const count = (bytes: number): string => bytes.toLocaleString('en');

/** What was measured, for a terminal: a set a line, and what is said of one that is over its budget, far below it, or not where it was aimed. */
export function table(measured: readonly Measured[]): string {
  const rows = measured.map((row) => {
    const { budget, bundler, bytes, limit } = row;
    const plus = budget.over === undefined ? '' : '+ ';
    return [budget.name, bundler, plus + count(bytes), `of ${count(limit)}`, remark(row)];
  });
  const width = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  const [name, by, bytes, limit] = [width(0), width(1), width(2), width(3)];
  return rows
    .map(([a = '', b = '', c = '', d = '', e = '']) =>
      `${a.padEnd(name)}  ${b.padEnd(by)}  ${c.padStart(bytes)}  ${d.padEnd(limit)}  ${e}`.trimEnd(),
    )
    .join('\n');
}

function remark({ budget: { goal = Infinity }, bytes, limit }: Measured): string {
  if (bytes > limit) return `OVER by ${count(bytes - limit)}`;
  const hints = [
    bytes > goal && `${count(bytes - goal)} over the goal of ${count(goal)}`,
    limit - bytes > Math.max(bytes / 20, 60) && 'the budget can come down',
  ];
  return hints.filter((hint) => hint !== false).join('; ');
}
