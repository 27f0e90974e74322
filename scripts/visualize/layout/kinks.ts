import type { Geometry, PlacedWay, Point, Rect } from './geometry.ts';

/** A jog shorter than this looks like a mistake. */
const SHORT = 12;
/** Room that an end keeps from the corners of its state, and from lines beside it. */
const ROOM = 9;

/** Moves ends of ways along the borders of their states, where that takes a short jog out of the line. */
export function withoutKinks(geometry: Geometry): Geometry {
  const ways = [...geometry.ways];
  for (const [index, way] of ways.entries()) {
    const others = ways.filter((_, other) => other !== index).flatMap(({ points }) => stretchesOf(points));
    const from = straightStart(way.points, geometry.boxes.get(way.way.from), others);
    const back = straightStart([...from].reverse(), geometry.boxes.get(way.way.to), others);
    ways[index] = { ...way, points: [...back].reverse() } satisfies PlacedWay;
  }
  return { ...geometry, ways };
}

function straightStart(
  points: readonly Point[],
  box: Rect | undefined,
  others: readonly Rect[],
): readonly Point[] {
  const [start, corner, next, ...rest] = points;
  if (!box || !start || !corner || !next || rest.length === 0) return points;
  const isUpright = start.x === corner.x;
  const jog = isUpright ? Math.abs(next.x - corner.x) : Math.abs(next.y - corner.y);
  const moved = isUpright ? { x: next.x, y: start.y } : { x: start.x, y: next.y };
  const isOnBorder = isUpright
    ? moved.x >= box.x + ROOM && moved.x <= box.x + box.width - ROOM
    : moved.y >= box.y + ROOM && moved.y <= box.y + box.height - ROOM;
  const [stretch] = stretchesOf([moved, next]);
  if (jog > SHORT || !isOnBorder || !stretch) return points;
  return others.some((other) => isBeside(stretch, other, isUpright)) ? points : [moved, ...rest];
}

/** The straight pieces of a course, as flat rectangles. */
export const stretchesOf = (points: readonly Point[]): Rect[] =>
  points.slice(1).map((to, index) => {
    const from = points[index] ?? to;
    return {
      x: Math.min(from.x, to.x),
      y: Math.min(from.y, to.y),
      width: Math.abs(from.x - to.x),
      height: Math.abs(from.y - to.y),
    };
  });

/** Whether two pieces of the same direction run next to each other. */
function isBeside(a: Rect, b: Rect, isUpright: boolean): boolean {
  if (isUpright !== b.height > b.width) return false;
  const isNear = Math.abs(isUpright ? a.x - b.x : a.y - b.y) < ROOM;
  const isAlong = isUpright
    ? a.y < b.y + b.height && b.y < a.y + a.height
    : a.x < b.x + b.width && b.x < a.x + a.width;
  return isNear && isAlong;
}
