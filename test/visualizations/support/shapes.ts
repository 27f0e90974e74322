import { find, hasClass, type Node, named, parsed } from './svg.ts';

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** What a picture shows, with places read from the file. */
export interface Shapes {
  readonly sheet: Rect;
  readonly states: ReadonlyMap<string, Box>;
  readonly ways: readonly Line[];
  /** Arrows to initial states. */
  readonly starts: readonly Line[];
  readonly texts: readonly Text[];
}

export interface Box extends Rect {
  readonly path: string;
  readonly isLeaf: boolean;
  readonly tag: string | undefined;
  readonly description: string;
  /** Ids of edges that are written inside it. */
  readonly edges: readonly string[];
}

export interface Line {
  readonly from: string;
  readonly to: string;
  readonly kind: string;
  readonly points: readonly Point[];
  /** Where its words stand; of no size for an arrow without any. */
  readonly card: Rect;
  readonly edges: readonly string[];
}

export interface Text extends Rect {
  readonly text: string;
  /** The state or the line that it belongs to. */
  readonly owner: string;
}

const numberOf = ({ attributes }: Node, key: string): number => Number(attributes[key] ?? 0);

const rectOf = (node: Node): Rect => ({
  x: numberOf(node, 'x'),
  y: numberOf(node, 'y'),
  width: numberOf(node, 'width'),
  height: numberOf(node, 'height'),
});

const one = (nodes: readonly Node[]): Node => {
  const [node] = nodes;
  if (!node || nodes.length !== 1) throw new Error(`${nodes.length} elements where there should be one`);
  return node;
};

/** The corners of a path and, where it has a tip, its point. */
function pointsOf(group: Node): readonly Point[] {
  const corners = (node: Node): Point[] =>
    [...(node.attributes.d ?? '').matchAll(/[MLQ ](-?[\d.]+) (-?[\d.]+)/g)].map(([, x, y]) => ({
      x: Number(x),
      y: Number(y),
    }));
  const direct = (name: string): Node => one(group.children.filter(hasClass(name)));
  const [tip] = corners(direct('tip'));
  if (!tip) throw new Error('an arrow has no tip');
  return [...corners(direct('line')), tip];
}

const edgesIn = (group: Node): string[] =>
  find(group, ({ attributes }) => attributes['data-edge'] !== undefined).map(
    ({ attributes }) => attributes['data-edge'] ?? '',
  );

const SIZES: readonly (readonly [string, number])[] = [
  ['heading', 20],
  ['name', 15],
];

/** The room that letters take: from their top to what hangs below the line. */
const textIn = (owner: string, group: Node): Text[] =>
  find(group, named('text')).map((node) => {
    const size = SIZES.find(([name]) => hasClass(name)(node))?.[1] ?? 12;
    return {
      text: node.text,
      owner,
      x: numberOf(node, 'x'),
      y: numberOf(node, 'y') - size * 0.74,
      width: numberOf(node, 'textLength'),
      height: size * 0.96,
    };
  });

/** Reads a picture. */
export function shapesOf(svg: string): Shapes {
  const root = parsed(svg);
  const groups = (name: string): Node[] => root.children.filter(hasClass(name));
  const states = groups('state').map((group): Box => {
    const { 'data-state': path = '', 'data-tag': tag } = group.attributes;
    return {
      ...rectOf(one(group.children.filter(hasClass('box')))),
      path,
      tag,
      isLeaf: hasClass('leaf')(group),
      description: one(group.children.filter(named('title'))).text,
      edges: edgesIn(group),
    };
  });
  const ways = groups('way').map(
    (group): Line => ({
      from: group.attributes['data-from'] ?? '',
      to: group.attributes['data-to'] ?? '',
      kind: (group.attributes.class ?? '').replace('way ', ''),
      points: pointsOf(group),
      card: rectOf(one(group.children.filter(hasClass('card')))),
      edges: edgesIn(group),
    }),
  );
  const starts = groups('start').map((group): Line => {
    const path = group.attributes['data-start'] ?? '';
    return {
      from: path,
      to: path,
      kind: 'start',
      points: pointsOf(group),
      card: { x: 0, y: 0, width: 0, height: 0 },
      edges: [],
    };
  });
  return {
    sheet: rectOf(one(root.children.filter(hasClass('sheet')))),
    states: new Map(states.map((box) => [box.path, box])),
    ways,
    starts,
    texts: [
      ...groups('state').flatMap((group) => textIn(group.attributes['data-state'] ?? '', group)),
      ...groups('way').flatMap((group) => textIn(`way ${group.attributes['data-way']}`, group)),
      ...groups('legend').flatMap((group) => textIn('legend', group)),
      ...textIn('heading', { ...root, children: root.children.filter(named('text')) }),
    ],
  };
}

/** Whether two areas share more than a border; `slack` is how far they may. */
export const overlap = (a: Rect, b: Rect, slack = 0.2): boolean =>
  a.x + a.width > b.x + slack &&
  b.x + b.width > a.x + slack &&
  a.y + a.height > b.y + slack &&
  b.y + b.height > a.y + slack;

export const contains = (outer: Rect, inner: Rect): boolean =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height;

/** The straight pieces of a line, as areas as wide as `width`. */
export const strokes = ({ points }: Pick<Line, 'points'>, width = 1): Rect[] =>
  points.slice(1).map((to, index) => {
    const from = points[index] ?? to;
    return {
      x: Math.min(from.x, to.x) - width / 2,
      y: Math.min(from.y, to.y) - width / 2,
      width: Math.abs(from.x - to.x) + width,
      height: Math.abs(from.y - to.y) + width,
    };
  });
