import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The repository's root, with a slash at the end. */
export const root = fileURLToPath(new URL('../../../', import.meta.url));

/** The text of a file of the repository. */
export const read = (path: string): string => readFileSync(root + path, 'utf8');

export interface CodeBlock {
  /** The first word behind the fence. */
  readonly language: string;
  /** The heading above it. */
  readonly heading: string;
  readonly code: string;
}

export interface Section {
  readonly level: number;
  readonly heading: string;
  /** What stands below the heading, up to the next one of whatever level. */
  readonly body: string;
}

const FENCE = /^```(\w*)[^\n]*\n([\s\S]*?)^```$/gm;

/** The sections of a document in order; a `#` inside a code block opens none. */
export function sectionsOf(markdown: string): Section[] {
  const masked = markdown.replace(FENCE, (block) => block.replace(/^#/gm, ' '));
  const headings = [...masked.matchAll(/^(#+) (.*)$/gm)];
  return headings.map(({ 0: line, 1: marks = '', 2: heading = '', index }, position) => ({
    level: marks.length,
    heading,
    body: markdown.slice(index + line.length, headings[position + 1]?.index),
  }));
}

/** The body of the one section with this heading. */
export function section(markdown: string, heading: string): string {
  const found = sectionsOf(markdown).filter((each) => each.heading === heading);
  if (found.length !== 1 || !found[0]) throw new Error(`${found.length} sections are called ${heading}`);
  return found[0].body;
}

/** The code blocks of a document, in order. */
export function codeBlocks(markdown: string): CodeBlock[] {
  return sectionsOf(markdown).flatMap(({ heading, body }) =>
    [...body.matchAll(FENCE)].map(([, language = '', code = '']) => ({ language, heading, code })),
  );
}

/** The rows of the only table in a text, without its head; backslashes before pipes are dropped. */
export function tableOf(text: string): string[][] {
  const tables = text.match(/(?:^\|.*\n)+/gm) ?? [];
  if (tables.length !== 1 || !tables[0]) throw new Error(`${tables.length} tables where there should be one`);
  return tables[0].trim().split('\n').slice(2).map(cellsOf);
}

const cellsOf = (row: string): string[] =>
  row
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll('\\|', '|'));

/** What stands in backticks in a text, in order. */
export const quoted = (text: string): string[] =>
  [...text.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word);

/** A number as the documents write it: `2,147,483,647`. */
export const written = (value: number): string =>
  value === Infinity ? '`Infinity`' : value.toLocaleString('en-US');
