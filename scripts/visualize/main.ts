import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pictureModules } from '../view/pictures.ts';
import { type Chart, charts, connectionChart } from './chart/charts.ts';
import { outlineOf } from './chart/outline.ts';
import { withBlocks } from './document/document.ts';
import { layoutOf } from './layout/layout.ts';
import { mermaid } from './mermaid.ts';
import { readme } from './readme.ts';
import { stately } from './stately.ts';
import { picture } from './svg/picture.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const STORY = 'docs/statechart.md';

export interface File {
  /** From the repository's root. */
  readonly path: string;
  readonly text: string;
}

/** Everything that is generated, as it has to be. */
export async function generatedFiles(): Promise<readonly File[]> {
  const drawn = await Promise.all(charts.map(chartFiles));
  const story = readFileSync(root + STORY, 'utf8');
  const svgOf = (name: string): string =>
    drawn.flat().find(({ path }) => path === `visualizations/${name}.svg`)?.text ?? '';
  return [
    ...drawn.flat(),
    ...pictureModules(svgOf),
    { path: 'visualizations/README.md', text: readme(charts) },
    { path: STORY, text: withBlocks(story, outlineOf(connectionChart.machine)) },
  ];
}

async function chartFiles(chart: Chart): Promise<File[]> {
  const outline = outlineOf(chart.machine);
  const file = (end: string, text: string): File => ({ path: `visualizations/${chart.name}.${end}`, text });
  return [
    file('svg', picture(outline, await layoutOf(outline, chart))),
    file('mmd', mermaid(outline)),
    file('stately.ts', stately(chart)),
  ];
}

/** Those that are not on the disk as they have to be. */
export const staleAmong = (files: readonly File[]): readonly File[] =>
  files.filter(({ path, text }) => !existsSync(root + path) || readFileSync(root + path, 'utf8') !== text);

export function write(files: readonly File[]): void {
  for (const { path, text } of files) {
    mkdirSync(dirname(root + path), { recursive: true });
    writeFileSync(root + path, text);
  }
}
