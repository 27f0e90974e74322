import type { Tally } from './code-report.ts';
import { scoreTable } from './score.ts';
import { excusesIn, faultsBetween, listOf } from './survivors.ts';

/** Where the survivors and their reasons stand. */
export const DOCUMENT = 'docs/mutation.md';

/** From the comment that opens it to the next heading. */
const TABLE = /<!-- The table[\s\S]*?(?=\n\n##)/;

/** What is wrong between a run and the document; no fault, no line. */
export function faultsOf(markdown: string, tallies: readonly Tally[]): string[] {
  const survivors = tallies.flatMap((tally) => tally.survivors);
  return [
    ...faultsBetween(survivors, excusesIn(markdown)),
    ...(markdown.includes(`${scoreTable(tallies)}\n`) ? [] : ['the table of scores is not of this run']),
  ];
}

/**
 * The document with the table and the survivors of a run. A reason stays with its survivor, a new survivor has none. The list
 * begins at the first heading of level 3 and goes to the end.
 */
export function rewritten(markdown: string, tallies: readonly Tally[]): string {
  const [prose = ''] = markdown.split(/^### /m, 1);
  const survivors = tallies.flatMap((tally) => tally.survivors);
  const list = listOf(survivors, excusesIn(markdown));
  return `${prose.replace(TABLE, () => scoreTable(tallies)).trimEnd()}\n\n${list}`;
}
