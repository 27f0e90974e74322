import { readFileSync, writeFileSync } from 'node:fs';
import type { Budget } from './budgets.ts';
import type { Measured } from './measure.ts';
import { root } from './root.ts';

const BEGIN = '<!-- sizes:begin -->\n';
const END = '<!-- sizes:end -->\n';

/** Sets that stand in a line instead of a row each, by the line's title. */
const lines: Readonly<Record<string, (budget: Budget) => boolean>> = {
  'A dialect': ({ from }) => from.startsWith('heartwire/dialects/'),
  'A preset, with its dialect': (budget) => budget.from === 'heartwire/presets' && budget.import !== '*',
};
const isInLine = (budget: Budget) => Object.values(lines).some((holds) => holds(budget));

/** The figures as README.md shows them, in Markdown. kB is 1,000 bytes. */
export function figures(measured: readonly Measured[]): string {
  const shown = (budget: Budget, bundler: Measured['bundler']) => {
    const found = measured.find((row) => row.budget === budget && row.bundler === bundler);
    return found ? `${budget.over === undefined ? '' : '+ '}${kilobytes(found.bytes)}` : '–';
  };
  const budgets = measured.filter(({ bundler }) => bundler === 'esbuild').map(({ budget }) => budget);
  const rows = budgets
    .filter((budget) => !isInLine(budget))
    .map((budget) => `| ${label(budget)} | ${shown(budget, 'esbuild')} | ${shown(budget, 'vite')} |`);
  const inLines = Object.entries(lines).map(([title, holds]) => {
    const each = budgets.filter(holds).map((budget) => `\`${budget.import}\` ${shown(budget, 'esbuild')}`);
    return wrapped(`${title}:`, each);
  });
  return [
    ['| What is imported, min+gzip | esbuild | Vite |', '| --- | --- | --- |', ...rows].join('\n'),
    ...inLines,
    '',
  ].join('\n\n');
}

const WIDTH = 140;

function wrapped(title: string, pieces: readonly string[]): string {
  let text = title;
  let length = title.length;
  for (const [index, each] of pieces.entries()) {
    const piece = `${each}${index + 1 < pieces.length ? ' ·' : '.'}`;
    const isNext = length + 1 + piece.length > WIDTH;
    text += `${isNext ? '\n' : ' '}${piece}`;
    length = isNext ? piece.length : length + 1 + piece.length;
  }
  return text;
}

/** What README.md says now. Throws an `Error` where it has no place for the figures. */
export const shownFigures = (): string => parts(readFileSync(`${root}README.md`, 'utf8'))[1];

/** Has README.md show these figures. */
export function writeFigures(text: string): void {
  const [before, , after] = parts(readFileSync(`${root}README.md`, 'utf8'));
  writeFileSync(`${root}README.md`, before + text + after);
}

/**
 * Figures that README.md shows and that are no longer true, as `was → is`; one entry for all where its sets are others. By what is
 * allowed, 1 % or 20 bytes, whichever is more, one version of zlib may differ from the next.
 */
export function staleFigures(shown: string, fresh: string): readonly string[] {
  const mask = (text: string) => text.replace(figure, 'N kB').replace(/\s+/g, ' ');
  if (mask(shown) !== mask(fresh)) return ['its sets are not those of size-budgets.json'];
  const old = bytesIn(shown);
  return bytesIn(fresh).flatMap((bytes, index) => {
    const was = old[index] ?? Number.NaN;
    return Math.abs(was - bytes) <= Math.max(bytes / 100, 20)
      ? []
      : [`${kilobytes(was)} → ${kilobytes(bytes)}`];
  });
}

const figure = /\d+\.\d\d kB/g;

const bytesIn = (text: string): readonly number[] =>
  [...text.matchAll(figure)].map(([match]) => Math.round(Number.parseFloat(match) * 1_000));

const kilobytes = (bytes: number): string => `${(Math.round(bytes / 10) / 100).toFixed(2)} kB`;

const label = ({ import: names, from, over }: Budget): string => {
  const what = from === 'heartwire-view.js' ? 'The script' : names === '*' ? 'All of' : `\`${names}\` of`;
  return `${what} \`${from}\`${over?.startsWith('heartwire/') ? `, on \`${over.split(':')[0]}\`` : ''}`;
};

function parts(text: string): readonly [before: string, block: string, after: string] {
  const begin = text.indexOf(BEGIN) + BEGIN.length;
  const end = text.indexOf(END);
  if (begin < BEGIN.length || end < begin) throw new Error('README.md has no place for the sizes');
  return [text.slice(0, begin), text.slice(begin, end), text.slice(end)];
}
