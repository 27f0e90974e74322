export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The least rectangle around all of them; `undefined` around none. */
export function unionOf(rects: readonly Rect[]): Rect | undefined {
  if (rects.length === 0) return undefined;
  const x = Math.min(...rects.map((rect) => rect.x));
  const y = Math.min(...rects.map((rect) => rect.y));
  const right = Math.max(...rects.map((rect) => rect.x + rect.width));
  const bottom = Math.max(...rects.map((rect) => rect.y + rect.height));
  return { x, y, width: right - x, height: bottom - y };
}

/** The rectangle of this shape around another, of at least `least` units in width, and not out of `bounds` where it fits in. */
export function framing(
  rect: Rect,
  shape: Pick<Rect, 'width' | 'height'>,
  least: number,
  bounds: Rect,
): Rect {
  const aspect = shape.width / shape.height;
  const width = Math.max(least, rect.width, rect.height * aspect);
  const height = width / aspect;
  return {
    x: within(rect.x + rect.width / 2 - width / 2, width, bounds.x, bounds.width),
    y: within(rect.y + rect.height / 2 - height / 2, height, bounds.y, bounds.height),
    width,
    height,
  };
}

function within(start: number, length: number, from: number, room: number): number {
  if (length >= room) return from + (room - length) / 2;
  return Math.min(Math.max(start, from), from + room - length);
}

/** Between two rectangles: `share` 0 is the first, 1 the second. */
export function between(one: Rect, other: Rect, share: number): Rect {
  const at = (a: number, b: number): number => a + (b - a) * share;
  return {
    x: at(one.x, other.x),
    y: at(one.y, other.y),
    width: at(one.width, other.width),
    height: at(one.height, other.height),
  };
}
