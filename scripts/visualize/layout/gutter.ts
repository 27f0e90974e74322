import Elk, { type ElkNode } from 'elkjs/lib/elk.bundled.js';
import type { Outline, Way } from '../chart/outline.ts';
import { COMMON, courseOf, wayEdge, wayId } from './elk-graph.ts';
import type { PlacedWay } from './geometry.ts';

/** A way between two columns, with the heights at which it crosses the border of each; both from the top of the column. */
export interface Crossing {
  readonly way: Way;
  readonly left: number;
  readonly right: number;
}

/** What lies between two columns. */
export interface Gutter {
  readonly width: number;
  /** How far down each column stands. */
  readonly left: number;
  readonly right: number;
  /** Courses from left to right, whatever the direction of the way. */
  readonly ways: readonly PlacedWay[];
}

const OPTIONS = {
  ...COMMON,
  'elk.direction': 'RIGHT',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.spacing.edgeEdge': '10',
  'elk.spacing.edgeNode': '10',
  'elk.spacing.edgeLabel': '6',
  'elk.layered.spacing.nodeNodeBetweenLayers': '14',
  'elk.layered.spacing.edgeNodeBetweenLayers': '11',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '9',
};

/** A column is a narrow bank here: nothing of it counts but where ways cross its border. */
const BANK = 10;

/** Leads ways from one column to the next: their words stand below each other between the two. */
export async function layoutGutter(
  crossings: readonly Crossing[],
  heights: { readonly left: number; readonly right: number },
  outline: Outline,
): Promise<Gutter> {
  const graph = await new Elk.default().layout<ElkNode>({
    id: 'gutter',
    layoutOptions: OPTIONS,
    children: [bank('left', heights.left, crossings), bank('right', heights.right, crossings)],
    edges: crossings.map(({ way }, index) =>
      wayEdge(wayId(index), `left ${index}`, `right ${index}`, way, outline),
    ),
  });
  const [left, right] = graph.children ?? [];
  return {
    width: (right?.x ?? 0) - BANK,
    left: left?.y ?? 0,
    right: right?.y ?? 0,
    ways: crossings.map(({ way }, index) => {
      const { points, label } = courseOf(graph, wayId(index));
      return {
        way,
        points: points.map(({ x, y }) => ({ x: x - BANK, y })),
        label: { ...label, x: label.x - BANK },
      };
    }),
  };
}

const bank = (side: 'left' | 'right', height: number, crossings: readonly Crossing[]): ElkNode => ({
  id: side,
  width: BANK,
  height,
  layoutOptions: { 'elk.portConstraints': 'FIXED_POS' },
  ports: crossings.map((crossing, index) => ({
    id: `${side} ${index}`,
    x: side === 'left' ? BANK : 0,
    y: crossing[side],
    width: 0,
    height: 0,
    layoutOptions: { 'elk.port.side': side === 'left' ? 'EAST' : 'WEST' },
  })),
});
