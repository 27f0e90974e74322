import type { Chart } from '../chart/charts.ts';
import { type Outline, type StateOutline, topOf, type Way } from '../chart/outline.ts';
import { layoutColumn } from './column.ts';
import { type Geometry, moved, type PlacedWay, type Rect, straightened } from './geometry.ts';
import { type Crossing, type Gutter, layoutGutter } from './gutter.ts';
import { withoutKinks } from './kinks.ts';
import { hasRoom, heightsOf, roomFor } from './sides.ts';

/** Ways between the columns are led several times: what one shows of how the columns stand straightens the next. */
const ROUNDS = 3;

/**
 * Places a chart in two columns: the main path from top to bottom, what stands aside on its right, each laid out by ELK with
 * what is nested in it, and between them the ways that lead from one to the other. Equal charts give equal places.
 */
export async function layoutOf(outline: Outline, { aside }: Pick<Chart, 'aside'>): Promise<Geometry> {
  const isAside: IsAside = (path) => aside.includes(topOf(path));
  const across = outline.ways.filter(({ from, to }) => isAside(from) !== isAside(to));
  const ends = across.map((way) => endsOf(way, isAside));
  const column = (states: readonly StateOutline[], isSide: boolean) => {
    const paths = ends.map(([left, right]) => (isSide ? right : left));
    return layoutColumn({
      states,
      ways: outline.ways.filter(({ from, to }) => isAside(from) === isSide && isAside(to) === isSide),
      outline,
      least: (path) => roomFor(paths.filter((other) => other === path).length),
      fits: (geometry) => hasRoom(paths, geometry, isSide ? 'left' : 'right'),
    });
  };
  const named = (name: string) => outline.tops.filter(({ path }) => path === name);
  const [main, side] = await Promise.all([
    column(
      outline.tops.filter(({ path }) => !isAside(path)),
      false,
    ),
    column(aside.flatMap(named), true),
  ]);
  let drop = bestDrop(across, isAside, main, side);
  let gutter: Gutter | undefined;
  for (let round = 0; round < ROUNDS; round += 1) {
    const crossings = crossingsOf(across, isAside, main, side, drop);
    gutter = await layoutGutter(crossings, { left: main.height, right: side.height }, outline);
    drop = gutter.right - gutter.left;
  }
  if (!gutter) throw new Error('nothing was laid out');
  return withoutKinks(joined(main, side, gutter, isAside));
}

type IsAside = (path: string) => boolean;

/** The state of a way in the left column, and that in the right. */
const endsOf = ({ from, to }: Way, isAside: IsAside): readonly [left: string, right: string] =>
  isAside(from) ? [to, from] : [from, to];

/** Ends of ways between the columns, near each other in height where their states allow it. */
function crossingsOf(
  ways: readonly Way[],
  isAside: IsAside,
  main: Geometry,
  side: Geometry,
  drop: number,
): Crossing[] {
  const ends = ways.map((way) => endsOf(way, isAside));
  const lefts = heightsOf(
    ends.map(([left, right]) => ({
      path: left,
      wish: nearest(boxOf(main, left), middle(boxOf(side, right)) + drop),
    })),
    main,
    'right',
  );
  const rights = heightsOf(
    ends.map(([, right], index) => ({
      path: right,
      wish: nearest(boxOf(side, right), (lefts[index] ?? 0) - drop),
    })),
    side,
    'left',
  );
  return ways.map((way, index) => ({ way, left: lefts[index] ?? 0, right: rights[index] ?? 0 }));
}

const middle = ({ y, height }: Rect): number => y + height / 2;
const nearest = ({ y, height }: Rect, wish: number): number => Math.min(y + height, Math.max(y, wish));

/** How far down the right column stands best, so that ways between the two are as level as can be. */
function bestDrop(ways: readonly Way[], isAside: IsAside, main: Geometry, side: Geometry): number {
  const slope = (drop: number): number =>
    ways.reduce((sum, way) => {
      const [left, right] = endsOf(way, isAside);
      const height = middle(boxOf(side, right)) + drop;
      return sum + Math.abs(nearest(boxOf(main, left), height) - height);
    }, 0);
  const room = Math.max(0, Math.floor((main.height - side.height) / 10));
  const drops = Array.from({ length: room + 1 }, (_, index) => index * 10);
  return drops.reduce((best, drop) => (slope(drop) < slope(best) ? drop : best));
}

function boxOf({ boxes }: Geometry, path: string): Rect {
  const box = boxes.get(path);
  if (!box) throw new Error(`no box for ${path}`);
  return box;
}

function joined(main: Geometry, side: Geometry, gutter: Gutter, isAside: IsAside): Geometry {
  const left = moved(main, { x: 0, y: gutter.left });
  const right = moved(side, { x: main.width + gutter.width, y: gutter.right });
  const between = moved({ ...main, ways: gutter.ways }, { x: main.width, y: 0 });
  const whole = ({ way, points, label }: PlacedWay): PlacedWay => {
    const [leftBox, rightBox] = endsOf(way, isAside).map((path) => boxOf(isAside(path) ? right : left, path));
    const [first, last] = [points[0], points.at(-1)];
    if (!leftBox || !rightBox || !first || !last) throw new Error(`no course for ${way.from} → ${way.to}`);
    const course = straightened([
      { x: leftBox.x + leftBox.width, y: first.y },
      ...points,
      { x: rightBox.x, y: last.y },
    ]);
    return { way, points: isAside(way.from) ? course.reverse() : course, label };
  };
  return {
    width: main.width + gutter.width + side.width,
    height: Math.max(gutter.left + main.height, gutter.right + side.height),
    boxes: new Map([...left.boxes, ...right.boxes]),
    starts: new Map([...left.starts, ...right.starts]),
    ways: [...left.ways, ...right.ways, ...between.ways.map(whole)],
  };
}
