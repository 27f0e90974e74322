import type { Way } from '../chart/outline.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Rect extends Point {
  readonly width: number;
  readonly height: number;
}

/** A way with its course and the place of its words. */
export interface PlacedWay {
  readonly way: Way;
  /** From the border of one state to that of the other, with a corner at each point between. */
  readonly points: readonly Point[];
  readonly label: Rect;
}

/** States and ways with their places. */
export interface Geometry {
  readonly width: number;
  readonly height: number;
  /** By path, parents first; '' is the mark for whatever holds in any state. */
  readonly boxes: ReadonlyMap<string, Rect>;
  /** By the path of the state whose beginning they mark, '' for the machine's: from the dot to the initial state. */
  readonly starts: ReadonlyMap<string, readonly Point[]>;
  readonly ways: readonly PlacedWay[];
}

/** The same drawing elsewhere. */
export const moved = (geometry: Geometry, by: Point): Geometry => ({
  ...geometry,
  boxes: new Map([...geometry.boxes].map(([path, rect]) => [path, shifted(rect, by)])),
  starts: new Map(
    [...geometry.starts].map(([path, points]) => [path, points.map((point) => shifted(point, by))]),
  ),
  ways: geometry.ways.map(({ way, points, label }) => ({
    way,
    points: points.map((point) => shifted(point, by)),
    label: shifted(label, by),
  })),
});

const shifted = <T extends Point>(thing: T, by: Point): T => ({
  ...thing,
  x: thing.x + by.x,
  y: thing.y + by.y,
});

/** Leaves out points that are no corners. */
export const straightened = (points: readonly Point[]): Point[] =>
  points.filter((point, index) => {
    const [before, after] = [points[index - 1], points[index + 1]];
    if (!before || !after) return true;
    return !isLine(before.x, point.x, after.x) && !isLine(before.y, point.y, after.y);
  });

const isLine = (...values: readonly [number, number, number]): boolean =>
  Math.max(...values) - Math.min(...values) < 0.5;
