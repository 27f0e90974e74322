import type { Difference } from '../../test/websocket/conformance/differences/index.ts';
import type { Answer } from '../../test/websocket/conformance/row.ts';
import type { Asked } from './asked.ts';
import { KEPT } from './client/section.ts';

/** What became of the checks of a section. */
export interface Judged {
  readonly passed: number;
  /** How many answers differ as listed, by the reason that the list has. */
  readonly known: ReadonlyMap<string, number>;
  /** What failed, a sentence each. */
  readonly failed: readonly string[];
}

interface Listed {
  readonly why: string;
  readonly answer: Answer;
}

/**
 * Judges answers. What is due passes; where a difference is listed, its answer is known and any other fails, the due one
 * included: a list is true or it is mended.
 */
export function judged({ plan, told, fault }: Asked, differences: readonly Difference[]): Judged {
  const known = new Map<string, number>();
  const failed = fault === undefined ? [] : [fault];
  let passed = 0;
  for (const title of plan) {
    const given = told.get(title);
    const listed = listedFor(title, differences);
    if (!given) failed.push(`${title}: no answer`);
    else if (!isSame(given.answer, listed ? listed.answer : given.due)) {
      failed.push(`${title}: ${shown(given.answer)}${dueOf(given.due, listed)}`);
    } else if (listed) known.set(listed.why, (known.get(listed.why) ?? 0) + 1);
    else passed += 1;
  }
  return { passed, known, failed: [...failed, ...listedInVain(plan, differences)] };
}

/** The last that is listed: later lists say more than those before them. */
const listedFor = (title: string, differences: readonly Difference[]): Listed | undefined =>
  differences
    .flatMap(({ why, answers }) => answers.map(([titles, answer]) => ({ why, titles, answer })))
    .findLast(({ titles }) => isAbout(titles, title));

function listedInVain(plan: readonly string[], differences: readonly Difference[]): string[] {
  if (plan.length === 0) return [];
  return differences
    .flatMap(({ answers }) => answers)
    .filter(([titles]) => !plan.some((title) => isAbout(titles, title)))
    .map(([titles]) => `${titles}: a difference is listed, and there is no such check`);
}

const isAbout = (titles: string | RegExp, title: string): boolean =>
  typeof titles === 'string' ? titles === title : titles.test(title);

const isSame = (left: Answer, right: Answer): boolean => JSON.stringify(left) === JSON.stringify(right);

const shown = (answer: Answer): string => (typeof answer === 'string' ? answer : JSON.stringify(answer));

function dueOf(due: Answer, listed: Listed | undefined): string {
  if (listed) return `, where the list of differences has ${shown(listed.answer)}`;
  return due === KEPT ? '' : `, where ${shown(due)} is due`;
}
