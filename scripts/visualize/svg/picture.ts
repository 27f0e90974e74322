import type { Outline, StateOutline } from '../chart/outline.ts';
import { DOT, LABEL_PADDING, PADDING } from '../layout/elk-graph.ts';
import { type Geometry, moved, type PlacedWay, type Point, type Rect } from '../layout/geometry.ts';
import { faceOf, labelOf } from '../text/block.ts';
import { legend } from './legend.ts';
import { arrow } from './lines.ts';
import { blockAt, element, escaped, rectangle, tooltip, wordAt } from './markup.ts';
import { STYLE } from './style.ts';

const MARGIN = 14;
const HEADING = 54;

/**
 * Draws a chart as a self-contained SVG: each state a group with `data-state` and `data-tag`, each line a group with
 * `data-way`, each edge of the machine one element with `data-edge`. Equal geometries give equal bytes.
 */
export function picture(outline: Outline, geometry: Geometry): string {
  const { root } = outline;
  const [titleId, descriptionId] = [`${root.name}-title`, `${root.name}-description`];
  const placed = moved(geometry, { x: MARGIN, y: HEADING });
  const width = Math.ceil(geometry.width + 2 * MARGIN);
  const bottom = HEADING + geometry.height + 12;
  const signs = legend(width - 2 * MARGIN, MARGIN, bottom);
  const height = Math.ceil(bottom + signs.height + MARGIN);
  return `${element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      class: 'chart',
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: 'img',
      'aria-labelledby': `${titleId} ${descriptionId}`,
    },
    `\n${[
      element('title', { id: titleId }, escaped(`The statechart “${root.name}”`)),
      element('desc', { id: descriptionId }, escaped(root.description)),
      `<style>\n${STYLE}\n</style>`,
      element('rect', { class: 'sheet', width, height, rx: 10 }),
      heading(outline),
      ...outline.tops.flatMap((state) => stateGroups(state, outline, placed)),
      ...[...placed.starts].map(([path, points]) => startGroup(path, points)),
      ...placed.ways.map((way, index) => wayGroup(way, index, outline)),
      signs.markup,
    ].join('\n')}\n`,
  )}\n`;
}

function heading({ root }: Outline): string {
  const name = { text: root.name, size: 20, weight: 'bold', tone: 'heading' } as const;
  const description = { text: root.description, size: 12, weight: 'regular', tone: 'said' } as const;
  return wordAt(name, { x: MARGIN, y: 26 }) + wordAt(description, { x: MARGIN, y: 42 });
}

/** A state's box with what stands in it, then those inside: groups lie beside each other, so that each can be lit alone. */
function stateGroups(state: StateOutline, outline: Outline, geometry: Geometry): string[] {
  const box = geometry.boxes.get(state.path);
  if (!box) throw new Error(`no place for ${state.path}`);
  const isLeaf = state.children.length === 0;
  const own = element(
    'g',
    {
      class: `state ${isLeaf ? 'leaf' : 'group'}${state.path === '' ? ' any' : ''}`,
      id: [outline.root.name, state.path].filter(Boolean).join('.'),
      'data-state': state.path,
      'data-tag': state.tags[0],
    },
    tooltip(state.path === '' ? 'Holds in every state that does not say otherwise.' : state.description),
    rectangle(box, { class: 'box', rx: 8 }),
    blockAt(faceOf(state, outline), { x: box.x + PADDING.x, y: box.y + PADDING.y - 2 }),
  );
  return [own, ...state.children.flatMap((child) => stateGroups(child, outline, geometry))];
}

function startGroup(path: string, points: readonly Point[]): string {
  const [first] = points;
  if (!first) return '';
  const dot = element('circle', { class: 'dot', cx: first.x, cy: first.y - DOT / 2, r: DOT / 2 });
  return element('g', { class: 'start', 'data-start': path }, dot, arrow(points));
}

function wayGroup({ way, points, label }: PlacedWay, index: number, outline: Outline): string {
  const { from, to, kind } = way;
  return element(
    'g',
    { class: `way ${kind}`, 'data-way': index, 'data-from': from, 'data-to': to },
    arrow(points),
    rectangle(label, { class: 'card', rx: 5 }),
    blockAt(labelOf(way, outline), inside(label)),
  );
}

const inside = ({ x, y }: Rect): Point => ({ x: x + LABEL_PADDING.x, y: y + LABEL_PADDING.y });
