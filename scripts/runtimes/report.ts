import type { Judged } from './judged.ts';
import { type Missing, type Runtime, titleOf } from './runtime.ts';
import type { SectionName } from './section-names.ts';

/** What became of a runtime. */
export interface Result {
  readonly runtime: Runtime;
  readonly sections: readonly (readonly [SectionName, Judged])[];
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

const knownIn = ({ known }: Judged): number => sum([...known.values()]);

/** One section of one runtime, in a line, and a line for each check that failed. */
export function sectionLines(section: SectionName, { passed, known, failed }: Judged): string[] {
  const differ = sum([...known.values()]);
  const counts = [
    `${passed} passed`,
    differ > 0 && `${differ} as listed`,
    failed.length > 0 && `${failed.length} FAILED`,
  ];
  return [
    `  ${section}: ${counts.filter(Boolean).join(', ')}`,
    ...failed.map((fault) => `    FAILED ${fault}`),
  ];
}

/** The table at the end, the known differences with their reasons, and what did not run. */
export function summary(results: readonly Result[], missing: readonly Missing[]): string {
  return [
    table([['runtime', 'passed', 'failed', 'known differences'], ...results.map(countsOf)]),
    ...results.flatMap(reasonsOf),
    ...missing.map(({ spec, tried, reason }) => `\nNOT RUN: ${spec}. ${reason}\n  tried: ${tried}`),
  ].join('\n');
}

const countsOf = ({ runtime, sections }: Result): string[] => {
  const all = sections.map(([, judged]) => judged);
  const counts = [
    sum(all.map(({ passed }) => passed)),
    sum(all.map(({ failed }) => failed.length)),
    sum(all.map(knownIn)),
  ];
  return [titleOf(runtime), ...counts.map(String)];
};

function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Each reason once, with the sections in which it counts. */
function reasonsOf({ runtime, sections }: Result): string[] {
  const bySection = new Map<string, string[]>();
  for (const [section, { known }] of sections) {
    for (const [why, count] of known) {
      bySection.set(why, [...(bySection.get(why) ?? []), `${section} ${count}`]);
    }
  }
  if (bySection.size === 0) return [];
  const reasons = [...bySection].map(([why, counts]) => `  ${why} (${counts.join(', ')})`);
  return [`\n${titleOf(runtime)} differs, as listed:`, ...reasons];
}
