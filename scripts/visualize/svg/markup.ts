import type { Point, Rect } from '../layout/geometry.ts';
import { type Block, heightOf, placesOf, type Row } from '../text/block.ts';
import { type Word, widthOf } from '../text/font.ts';

/** A number as it is written: to a tenth, so that nothing hangs on the last digits of a platform's arithmetic. */
export const number = (value: number): string => String(Math.round(value * 10) / 10 + 0);

export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An element with what is in it; attributes without a value are left out. */
export function element(name: string, attributes: Attributes, ...content: readonly string[]): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? number(value) : escaped(String(value))}"`)
    .join('');
  return content.length === 0 ? `<${name}${written}/>` : `<${name}${written}>${content.join('')}</${name}>`;
}

export const tooltip = (text: string): string => element('title', {}, escaped(text));

export const rectangle = ({ x, y, width, height }: Rect, rest: Attributes): string =>
  element('rect', { x, y, width, height, ...rest });

/** Words at their reckoned width, whatever the font. */
export const wordAt = (word: Word, { x, y }: Point): string =>
  element(
    'text',
    {
      class: word.weight === 'bold' ? `${word.tone} bold` : word.tone,
      x,
      y,
      textLength: widthOf(word),
      lengthAdjust: 'spacingAndGlyphs',
    },
    escaped(word.text),
  );

/** Room between the bottom of a line and what its letters stand on. */
const DESCENT = 4;

/** Lines below each other; those that stand for an edge can be found by its id. */
export function blockAt({ rows }: Block, { x, y }: Point): string {
  let bottom = y;
  return rows
    .map((row) => {
      bottom += heightOf(row);
      return rowAt(row, { x, y: bottom - DESCENT });
    })
    .join('');
}

function rowAt(row: Row, { x, y }: Point): string {
  const places = placesOf(row);
  const words = row.words.map((word, index) => wordAt(word, { x: x + (places[index] ?? 0), y }));
  const { edge, icon } = row;
  if (!edge) return words.join('');
  const content = [tooltip(edge.description ?? edge.id), ...(icon ? [iconAt(icon, { x, y })] : []), ...words];
  return element('g', { class: `edge ${edge.kind}`, 'data-edge': edge.id }, ...content);
}

/** A turning arrow, or a dot: whether the state is entered anew. */
export function iconAt(icon: 'anew' | 'stays', { x, y }: Point): string {
  if (icon === 'stays') return element('circle', { class: 'tip', cx: x + 5, cy: y - 4, r: 2.2 });
  const arc = `M${number(x + 8.4)} ${number(y - 2.6)}A3.7 3.7 0 1 1 ${number(x + 7.6)} ${number(y - 6.6)}`;
  const tip = `M${number(x + 9.9)} ${number(y - 8.2)}L${number(x + 9.6)} ${number(y - 4.4)}L${number(x + 6)} ${number(y - 5.6)}Z`;
  return element('path', { class: 'turn', d: arc }) + element('path', { class: 'tip', d: tip });
}
