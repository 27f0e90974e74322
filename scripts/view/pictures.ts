import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Picture, PictureNode } from '../../src/inspect/view/picture.ts';
import { elementsOf } from './svg-elements.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const MARGIN = 8;

/** Reads a picture that `npm run visualize` has written. */
const readPicture = (name: string): string => readFileSync(`${root}visualizations/${name}.svg`, 'utf8');

/** The modules by which the live view carries the pictures along; `read` gives the SVG of a chart. */
export function pictureModules(read: (name: string) => string = readPicture) {
  return ['connection', 'peer'].map((name) => ({
    path: `src/inspect/view/pictures/${name}.ts`,
    text: moduleOf(name, pictureOf(read(name))),
  }));
}

function moduleOf(name: string, picture: Picture): string {
  const json = JSON.stringify(picture).replaceAll('\\', '\\\\').replaceAll("'", "\\'");
  return [
    "import type { Picture } from '../picture.ts';",
    '',
    `/** \`visualizations/${name}.svg\` without its heading, as data. Written by \`npm run visualize\`. */`,
    `export const ${name}Picture = (): Picture =>`,
    '  JSON.parse(',
    `    '${json}',`,
    '  );',
    '',
  ].join('\n');
}

/** What of an SVG the view shows: states and ways. It has its own heading, and wears the page's colour scheme. */
function pictureOf(svg: string): Picture {
  const [chart] = elementsOf(svg);
  const parts = (chart?.slice(2) ?? []).filter((part): part is PictureNode => typeof part !== 'string');
  const nodes = parts
    .filter(([, { class: kinds = '' }]) => /^(state|start|way)\b/.test(kinds))
    .map(withoutIds);
  const style = parts.find(([name]) => name === 'style')?.[2];
  if (nodes.length === 0 || typeof style !== 'string')
    throw new Error('no picture as npm run visualize draws it');
  return { frame: frameOf(nodes), style: followingScheme(style), nodes };
}

const withoutIds = ([name, { id: _, ...attributes }, ...content]: PictureNode): PictureNode => [
  name,
  attributes,
  ...content,
];

/** One declaration for each colour, light and dark, in the place of a media query: a page may have one scheme only. */
function followingScheme(style: string): string {
  const [light = '', dark = ''] = [...style.matchAll(/\.chart\{(--[^}]*)\}/g)].map(([, colours]) => colours);
  const inDark = new Map(dark.split(';').map((declaration) => declaration.split(':') as [string, string]));
  const both = light.split(';').map((declaration) => {
    const [name = '', colour = ''] = declaration.split(':');
    return `${name}:light-dark(${colour},${inDark.get(name) ?? colour})`;
  });
  const rules = style.split('\n').filter((line) => !line.includes('.chart{--') && !line.includes('.sheet'));
  return [`.chart{${both.join(';')}}`, ...rules].join('').trim();
}

/** The least rectangle around all that is drawn, and a margin. */
function frameOf(nodes: readonly PictureNode[]): Picture['frame'] {
  const xs: number[] = [];
  const ys: number[] = [];
  const walk = ([name, attributes, ...content]: PictureNode): void => {
    const { x, y, width, height, cx, cy, r, d } = attributes;
    if (name === 'rect') {
      xs.push(Number(x), Number(x) + Number(width));
      ys.push(Number(y), Number(y) + Number(height));
    } else if (name === 'circle') {
      xs.push(Number(cx) - Number(r), Number(cx) + Number(r));
      ys.push(Number(cy) - Number(r), Number(cy) + Number(r));
    } else if (attributes.class === 'line') {
      for (const [, px, py] of (d ?? '').matchAll(/(-?[\d.]+) (-?[\d.]+)/g)) {
        xs.push(Number(px));
        ys.push(Number(py));
      }
    }
    for (const inner of content) if (typeof inner !== 'string') walk(inner);
  };
  nodes.forEach(walk);
  const [left, top] = [Math.floor(Math.min(...xs)) - MARGIN, Math.floor(Math.min(...ys)) - MARGIN];
  return [left, top, Math.ceil(Math.max(...xs)) + MARGIN - left, Math.ceil(Math.max(...ys)) + MARGIN - top];
}
