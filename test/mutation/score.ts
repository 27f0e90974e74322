import type { Tally } from './code-report.ts';

/** The least share of mutants that the tests must find, in percent: in each file, in the chart and in all. */
export const LEAST = 90;

const START = '<!-- The table is written by `npm run mutate -- --write`. -->';

const percent = (mutants: number, survivors: number) => (100 * (mutants - survivors)) / mutants;

const rowOf = (name: string, mutants: number, survivors: number) =>
  `| ${name} | ${mutants} | ${mutants - survivors} | ${survivors} | ${percent(mutants, survivors).toFixed(1)} % |`;

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);

const totalOf = (tallies: readonly Tally[]): [mutants: number, survivors: number] => [
  sum(tallies.map(({ mutants }) => mutants)),
  sum(tallies.map(({ survivors }) => survivors.length)),
];

/** The score as a table of Markdown, with a total below. */
export function scoreTable(tallies: readonly Tally[]): string {
  return [
    START,
    '',
    '| Mutants of | All | Found | Not found | Score |',
    '| --- | --- | --- | --- | --- |',
    ...tallies.map(({ where, mutants, survivors }) => rowOf(`\`${where}\``, mutants, survivors.length)),
    rowOf('all', ...totalOf(tallies)),
  ].join('\n');
}

/** The places whose score is too low, each with its score. */
export function lowScores(tallies: readonly Tally[]): string[] {
  const rows: [string, number, number][] = [
    ...tallies.map(({ where, mutants, survivors }): [string, number, number] => [
      where,
      mutants,
      survivors.length,
    ]),
    ['all', ...totalOf(tallies)],
  ];
  return rows
    .filter(([, mutants, survivors]) => percent(mutants, survivors) < LEAST)
    .map((row) => `${row[0]}: ${percent(row[1], row[2]).toFixed(1)} % is less than ${LEAST} %`);
}
