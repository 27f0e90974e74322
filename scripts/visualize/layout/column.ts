import Elk, { type ElkNode } from 'elkjs/lib/elk.bundled.js';
import type { Outline, StateOutline, Way } from '../chart/outline.ts';
import {
  boxesOf,
  COMMON,
  chain,
  courseOf,
  SPACING,
  startEdge,
  startEdges,
  startNode,
  startWayId,
  stateId,
  stateNode,
  wayEdge,
  wayId,
} from './elk-graph.ts';
import { type Geometry, type PlacedWay, straightened } from './geometry.ts';

/** Beside which states the words of a long way may stand. */
const LABEL_LAYERS = ['MEDIAN_LAYER', 'SPACE_EFFICIENT_LAYER', 'HEAD_LAYER', 'TAIL_LAYER', 'WIDEST_LAYER'];

/** What a column is made of. */
export interface ColumnParts {
  /** From top to bottom. */
  readonly states: readonly StateOutline[];
  /** Those that do not leave the column. */
  readonly ways: readonly Way[];
  readonly outline: Outline;
  /** How tall a leaf must be at least. */
  readonly least: (path: string) => number;
  readonly fits: (column: Geometry) => boolean;
}

/** Lays out states below each other, with what is in them and the ways between them, as narrow as can be where it fits. */
export async function layoutColumn(parts: ColumnParts): Promise<Geometry> {
  const layouts = await Promise.all(LABEL_LAYERS.map((layer) => layoutWith(layer, parts)));
  const [best] = layouts.filter(parts.fits).sort((a, b) => a.width - b.width);
  if (best) return best;
  throw new Error(`no column of ${parts.states.map(({ name }) => name)} has room for the ways out of it`);
}

async function layoutWith(
  labelLayer: string,
  { states, ways, outline, least }: ColumnParts,
): Promise<Geometry> {
  const order = states.flatMap(pathsIn);
  // A way from below to above is laid out the other way round: no cycle for ELK to break, and the order of the states holds.
  const isBack = ({ from, to }: Way): boolean => order.indexOf(from) > order.indexOf(to);
  const ends = ({ from, to }: Way) => [stateId(from), stateId(to)] as const;
  const start = states.find(({ path }) => path === outline.root.initial);
  const graph = await new Elk.default().layout<ElkNode>({
    id: 'column',
    layoutOptions: {
      ...COMMON,
      ...SPACING,
      'elk.direction': 'DOWN',
      'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
      'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF',
      'elk.layered.edgeLabels.centerLabelPlacementStrategy': labelLayer,
    },
    children: [...(start ? [startNode('')] : []), ...states.map((state) => stateNode(state, outline, least))],
    edges: [
      ...states.flatMap(startEdges),
      ...(start ? [startEdge('', start.path)] : []),
      ...chain(states, ways),
      ...ways.map((way, index) => {
        const [from, to] = ends(way);
        return wayEdge(wayId(index), isBack(way) ? to : from, isBack(way) ? from : to, way, outline);
      }),
    ],
  });
  const begun = [...(start ? [''] : []), ...states.flatMap(compoundsIn)];
  return {
    width: graph.width ?? 0,
    height: graph.height ?? 0,
    boxes: boxesOf(graph),
    starts: new Map(begun.map((path) => [path, courseOf(graph, startWayId(path)).points])),
    ways: ways.map((way, index): PlacedWay => {
      const { points, label } = courseOf(graph, wayId(index));
      const course = straightened(points);
      return { way, points: isBack(way) ? [...course].reverse() : course, label };
    }),
  };
}

const pathsIn = ({ path, children }: StateOutline): string[] => [path, ...children.flatMap(pathsIn)];

const compoundsIn = ({ path, initial, children }: StateOutline): string[] => [
  ...(initial === undefined ? [] : [path]),
  ...children.flatMap(compoundsIn),
];
