import { isInside } from '../chart/outline.ts';
import type { Geometry, Rect } from './geometry.ts';
import { stretchesOf } from './kinks.ts';

/** Which border of its column a way crosses. */
export type Side = 'left' | 'right';
/** Least room between two ends. More is taken where there is some. */
const GAP = 11;
const WIDE_GAPS = [15, 13];
/** Heights are tried at this distance. */
const STEP = 2;
/** Room that an end keeps from the corners of its state. */
const CORNER = 12;
/** Room that it keeps from whatever it passes on the way to the column's border. */
const CLEAR = 8;

/** An end of a way at a state's border, of which only the height is open. */
export interface End {
  readonly path: string;
  /** The height that would suit it best. */
  readonly wish: number;
}

type Span = readonly [from: number, to: number];

/** How tall a state must be at least, to have room for so many ends at one side. */
export const roomFor = (count: number): number => (count - 1) * (GAP + STEP) + 2 * CORNER;

/** Whether there is room for as many ends at each state as it is named. */
export function hasRoom(paths: readonly string[], column: Geometry, side: Side): boolean {
  const ends = paths.map((path) => ({ path, wish: 0 }));
  return spread(ends, column, side, GAP) !== undefined;
}

/**
 * Finds a height for each end: on its state's border, apart from all others, with nothing but lines to cross between there and
 * the column's border. Throws where a state has no room left.
 */
export function heightsOf(ends: readonly End[], column: Geometry, side: Side): readonly number[] {
  for (const gap of [...WIDE_GAPS, GAP]) {
    const heights = spread(ends, column, side, gap);
    if (heights) return ends.map((end) => heights.get(end) ?? 0);
  }
  throw new Error(`no room for all ways at ${[...new Set(ends.map(({ path }) => path))].join(', ')}`);
}

/** States with the least choice come first; at each, ends keep the order of their wishes, and come as near to them as they can. */
function spread(
  ends: readonly End[],
  column: Geometry,
  side: Side,
  gap: number,
): ReadonlyMap<End, number> | undefined {
  const groups = [...new Set(ends.map(({ path }) => path))].map((path) => ({
    ends: ends.filter((end) => end.path === path).sort((a, b) => a.wish - b.wish),
    free: freeHeights(path, column, side),
  }));
  const heights = new Map<End, number>();
  for (const group of groups.sort((a, b) => a.free.length / a.ends.length - b.free.length / b.ends.length)) {
    const taken = [...heights.values()];
    const free = [
      ...group.free,
      ...group.ends.flatMap(({ wish }) => (isFree(wish, group.free) ? [wish] : [])),
    ]
      .filter((height) => taken.every((other) => Math.abs(other - height) >= gap))
      .sort((a, b) => a - b);
    const best = nearestTo(
      group.ends.map(({ wish }) => wish),
      free,
      gap,
    );
    if (!best) return undefined;
    for (const [index, end] of group.ends.entries()) heights.set(end, best[index] ?? 0);
  }
  return heights;
}

/** Whether a height lies between two free steps. */
const isFree = (height: number, free: readonly number[]): boolean =>
  free.some((step) => step <= height && free.includes(step + STEP) && step + STEP >= height);

interface Places {
  readonly cost: number;
  readonly heights: readonly number[];
}

/** One of the `free` heights for each wish, in their order and `gap` apart, with the least sum of distances. */
function nearestTo(
  wishes: readonly number[],
  free: readonly number[],
  gap: number,
): readonly number[] | undefined {
  let best: readonly Places[] = [{ cost: 0, heights: [] }];
  for (const wish of wishes) {
    const before = best;
    best = free.flatMap((height) => {
      const below = cheapest(before.filter(({ heights }) => (heights.at(-1) ?? -Infinity) <= height - gap));
      return below ? { cost: below.cost + Math.abs(height - wish), heights: [...below.heights, height] } : [];
    });
  }
  return cheapest(best)?.heights;
}

const cheapest = ([first, ...rest]: readonly Places[]): Places | undefined =>
  first && rest.reduce((a, b) => (b.cost < a.cost ? b : a), first);

function freeHeights(path: string, column: Geometry, side: Side): number[] {
  const box = column.boxes.get(path);
  if (!box) throw new Error(`no box for ${path}`);
  const isBeyond = (rect: Rect): boolean =>
    side === 'right' ? rect.x + rect.width > box.x + box.width : rect.x < box.x;
  const others = [...column.boxes].filter(([other]) => !isInside(path, other) && !isInside(other, path));
  const blocked: Span[] = [
    ...others.map(([, rect]) => rect),
    ...column.ways.map(({ label }) => label),
    ...column.ways.flatMap(({ points }) => stretchesOf(points).filter(({ height }) => height < 1)),
  ]
    .filter(isBeyond)
    .map(({ y, height }) => [y - CLEAR, y + height + CLEAR]);
  const [top, bottom] = [box.y + CORNER, box.y + box.height - CORNER];
  const steps = Array.from(
    { length: Math.floor((bottom - top) / STEP) + 1 },
    (_, index) => top + index * STEP,
  );
  return steps.filter((height) => blocked.every(([from, to]) => height < from || height > to));
}
