import type { ElkExtendedEdge, ElkLabel, ElkNode } from 'elkjs/lib/elk.bundled.js';
import type { Outline, StateOutline, Way } from '../chart/outline.ts';
import { type Block, faceOf, labelOf } from '../text/block.ts';
import type { Point, Rect } from './geometry.ts';

/** Room between a box's border and what stands in it. */
export const PADDING = { x: 12, y: 9 } as const;
/** Room around the words on a line. */
export const LABEL_PADDING = { x: 7, y: 4 } as const;
/** The dot where a state begins, across. */
export const DOT = 10;

/** What holds for every graph that is laid out here. */
export const COMMON = {
  'elk.algorithm': 'layered',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.json.shapeCoords': 'ROOT',
  'elk.json.edgeCoords': 'ROOT',
  'elk.randomSeed': '1',
  'elk.padding': '[top=0,left=0,bottom=0,right=0]',
};

/** Room between things inside one state, which ELK asks of each state anew. */
export const SPACING = {
  'elk.edgeLabels.placement': 'CENTER',
  'elk.spacing.nodeNode': '24',
  'elk.spacing.edgeNode': '16',
  'elk.spacing.edgeEdge': '12',
  'elk.spacing.edgeLabel': '10',
  'elk.spacing.portsSurrounding': '[top=14,left=14,bottom=14,right=14]',
  'elk.layered.spacing.nodeNodeBetweenLayers': '18',
  'elk.layered.spacing.edgeNodeBetweenLayers': '14',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '12',
};

export const stateId = (path: string): string => `state ${path}`;
export const wayId = (index: number): string => `way ${index}`;
const startId = (path: string): string => `start ${path}`;
export const startWayId = (path: string): string => `start-way ${path}`;

/** A state with all that is in it. `least` is how tall a leaf must be. */
export function stateNode(state: StateOutline, outline: Outline, least: (path: string) => number): ElkNode {
  const face = faceOf(state, outline);
  const width = face.width + 2 * PADDING.x;
  const height = Math.max(face.height + 2 * PADDING.y, state.children.length > 0 ? 0 : least(state.path));
  const id = stateId(state.path);
  if (state.children.length === 0) return { id, width, height, layoutOptions: SPACING };
  return {
    id,
    layoutOptions: {
      ...SPACING,
      'elk.padding': `[top=${height + 2},left=16,bottom=16,right=16]`,
      'elk.nodeSize.constraints': 'MINIMUM_SIZE',
      'elk.nodeSize.minimum': `(${width},${height})`,
    },
    children: [
      ...(state.initial === undefined ? [] : [startNode(state.path)]),
      ...state.children.map((child) => stateNode(child, outline, least)),
    ],
  };
}

/** The dot from which the initial state of `path` is reached. */
export const startNode = (path: string): ElkNode => ({ id: startId(path), width: DOT, height: DOT });

export const startEdge = (path: string, initial: string): ElkExtendedEdge => ({
  id: startWayId(path),
  sources: [startId(path)],
  targets: [stateId(initial)],
  layoutOptions: { 'elk.layered.priority.straightness': '10' },
});

export const startEdges = (state: StateOutline): ElkExtendedEdge[] => [
  ...(state.initial === undefined ? [] : [startEdge(state.path, state.initial)]),
  ...state.children.flatMap(startEdges),
];

/** What is not drawn leads from each state to the next that no way leads to, and keeps them below each other. */
export const chain = (states: readonly StateOutline[], ways: readonly Way[]): ElkExtendedEdge[] =>
  states.slice(1).flatMap(({ path }, index) => {
    const before = states[index]?.path ?? '';
    const isJoined = ways.some(
      ({ from, to }) => [before, path].includes(from) && [before, path].includes(to),
    );
    return isJoined ? [] : { id: `chain ${path}`, sources: [stateId(before)], targets: [stateId(path)] };
  });

export const wayEdge = (
  id: string,
  from: string,
  to: string,
  way: Way,
  outline: Outline,
): ElkExtendedEdge => ({
  id,
  sources: [from],
  targets: [to],
  labels: [labelSize(labelOf(way, outline))],
});

/** The words interrupt their line. */
const labelSize = ({ width, height }: Block): ElkLabel => ({
  text: 'label',
  width: width + 2 * LABEL_PADDING.x,
  height: height + 2 * LABEL_PADDING.y,
  layoutOptions: { 'elk.edgeLabels.inline': 'true' },
});

/** Where ELK has put an edge and its words. */
export function courseOf(graph: ElkNode, id: string): { points: readonly Point[]; label: Rect } {
  const edge = graph.edges?.find((each) => each.id === id);
  if (!edge?.sections) throw new Error(`ELK gave no course to ${id}`);
  const points = edge.sections.flatMap(({ startPoint, bendPoints = [], endPoint }) => [
    startPoint,
    ...bendPoints,
    endPoint,
  ]);
  return { points: points.map(({ x, y }) => ({ x, y })), label: rectOf(edge.labels?.[0] ?? {}) };
}

const rectOf = ({ x = 0, y = 0, width = 0, height = 0 }: Partial<Rect>): Rect => ({
  x,
  y,
  width,
  height,
});

/** Where the states are, by path. */
export function boxesOf(graph: ElkNode): Map<string, Rect> {
  const boxes = new Map<string, Rect>();
  const walk = ({ id, children = [], ...node }: ElkNode): void => {
    if (id.startsWith(stateId(''))) boxes.set(id.slice(stateId('').length), rectOf(node));
    for (const child of children) walk(child);
  };
  walk(graph);
  return boxes;
}
