import { sectionsOf } from '../docs/support/markdown.ts';

/** A mutant that no test finds. */
export interface Survivor {
  /** The file, or `the chart`. */
  readonly where: string;
  /** What was changed: a diff of one line, or the name of a mutant of the chart. */
  readonly change: string;
}

/** A survivor that the document lists, with the reason why it may live; '' where none is given. */
export interface Excuse extends Survivor {
  readonly reason: string;
}

const BLOCK = /^```\w*\n([\s\S]*?)\n```\n/gm;

/** Reads the survivors that a document lists below headings of level 3; blocks in a row share the reason below the last. */
export function excusesIn(markdown: string): Excuse[] {
  return sectionsOf(markdown)
    .filter(({ level }) => level === 3)
    .flatMap(({ heading, body }) => {
      const blocks = [...body.matchAll(BLOCK)];
      const excuses: Excuse[] = [];
      for (const { 0: block, 1: change = '', index } of blocks.reverse()) {
        const next = body.indexOf('```', index + block.length);
        const text = body.slice(index + block.length, next < 0 ? undefined : next).trim();
        excuses.unshift({
          where: heading.replaceAll('`', ''),
          change,
          reason: text || (next < 0 ? '' : (excuses[0]?.reason ?? '')),
        });
      }
      return excuses;
    });
}

const keyOf = ({ where, change }: Survivor) => `${where}\n${change}`;

/** Takes from `list` those that `other` has not, counted: what is there twice must be named twice. */
function without<T extends Survivor>(list: readonly T[], other: readonly Survivor[]): T[] {
  const rest = other.map(keyOf);
  return list.filter((each) => {
    const at = rest.indexOf(keyOf(each));
    if (at >= 0) rest.splice(at, 1);
    return at < 0;
  });
}

/** What is wrong between the survivors of a run and the excuses of the document: one sentence each. */
export function faultsBetween(survivors: readonly Survivor[], excuses: readonly Excuse[]): string[] {
  return [
    ...without(survivors, excuses).map((each) => `survived, and is not listed:\n${keyOf(each)}`),
    ...without(excuses, survivors).map((each) => `is listed, and did not survive:\n${keyOf(each)}`),
    ...excuses.filter(({ reason }) => !reason).map((each) => `has no reason:\n${keyOf(each)}`),
  ];
}

/** Writes the list anew: excuses that still have a survivor keep their reason, new survivors have none yet. */
export function listOf(survivors: readonly Survivor[], excuses: readonly Excuse[]): string {
  const gone = without(excuses, survivors);
  const all: Excuse[] = [
    ...excuses.filter((each) => !gone.includes(each)),
    ...without(survivors, excuses).map((each) => ({ ...each, reason: '' })),
  ];
  const places = [...new Set(survivors.map(({ where }) => where))];
  return places
    .map((place) => `### \`${place}\`\n\n${blocksOf(all.filter(({ where }) => where === place))}`)
    .join('\n');
}

const blocksOf = (excuses: readonly Excuse[]) =>
  excuses
    .map(({ change, reason }, index) => {
      const language = change.startsWith('- ') ? 'diff' : 'text';
      const isShared = reason !== '' && reason === excuses[index + 1]?.reason;
      return `\`\`\`${language}\n${change}\n\`\`\`\n${isShared || !reason ? '' : `\n${reason}\n`}`;
    })
    .join('\n');
