import { readFileSync } from 'node:fs';
import type { Survivor } from './survivors.ts';

interface Position {
  readonly line: number;
  readonly column: number;
}

interface Mutant {
  readonly status: string;
  readonly replacement: string;
  readonly location: { readonly start: Position; readonly end: Position };
}

/** What is read of StrykerJS's JSON report (schema of mutation-testing-elements). Lines and columns start at 1. */
interface Report {
  readonly files: Readonly<
    Record<
      string,
      {
        readonly source: string;
        readonly mutants: readonly Mutant[];
      }
    >
  >;
}

/** What became of the mutants of one file, or of the chart. */
export interface Tally {
  readonly where: string;
  readonly mutants: number;
  readonly survivors: readonly Survivor[];
}

const FOUND = ['Killed', 'Timeout'];
const MISSED = ['Survived', 'NoCoverage'];

const byPlace = (a: Mutant, b: Mutant) =>
  a.location.start.line - b.location.start.line || a.location.start.column - b.location.start.column;

/** Of a longer line, what stands more than this many characters before or after the change is left out. */
const AROUND = 60;
/** What is changed is cut in its middle where it is longer than this. */
const LONGEST = 80;

/** Reads StrykerJS's report, file by file, in order of name and line. Mutants that do not even load or that a comment excludes do not count. */
export function talliesOf(path: string): Tally[] {
  const { files } = JSON.parse(readFileSync(path, 'utf8')) as Report;
  return Object.entries(files)
    .map(([where, { source, mutants }]) => {
      const missed = mutants.filter(({ status }) => MISSED.includes(status)).sort(byPlace);
      const found = mutants.filter(({ status }) => FOUND.includes(status));
      return {
        where,
        mutants: missed.length + found.length,
        survivors: missed.map((mutant) => ({ where, change: changeOf(source, mutant) })),
      };
    })
    .filter(({ mutants }) => mutants > 0)
    .sort((a, b) => (a.where < b.where ? -1 : 1));
}

function changeOf(source: string, { location: { start, end }, replacement }: Mutant) {
  const lines = source.split('\n').slice(start.line - 1, end.line);
  const before = (lines[0] ?? '').slice(0, start.column - 1);
  const after = (lines.at(-1) ?? '').slice(end.column - 1);
  const whole = lines.join('\n');
  return diffOf(whole, `${before}${replacement}${after}`);
}

const onOneLine = (text: string) => text.replace(/\s+/g, ' ').trim();

/** Two texts as a diff of one line each, cut down to where they differ. */
export function diffOf(was: string, becomes: string): string {
  const [a, b] = [onOneLine(was), onOneLine(becomes)];
  const least = Math.min(a.length, b.length);
  let head = 0;
  while (head < least && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < least - head && a.at(-1 - tail) === b.at(-1 - tail)) tail += 1;
  return `- ${cut(a, head, tail)}\n+ ${cut(b, head, tail)}`;
}

function cut(line: string, head: number, tail: number): string {
  const before = head > AROUND ? `… ${line.slice(head - AROUND, head)}` : line.slice(0, head);
  const changed = line.slice(head, line.length - tail);
  const rest = line.slice(line.length - tail);
  const after = tail > AROUND ? `${rest.slice(0, AROUND)} …` : rest;
  const middle =
    changed.length > LONGEST ? `${changed.slice(0, LONGEST / 2)} … ${changed.slice(-LONGEST / 2)}` : changed;
  return `${before}${middle}${after}`;
}
