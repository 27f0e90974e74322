import type { Point } from '../layout/geometry.ts';
import { element, number } from './markup.ts';

const RADIUS = 6;
const TIP = { length: 9, half: 4 };

const at = ({ x, y }: Point): string => `${number(x)} ${number(y)}`;

const distance = (a: Point, b: Point): number => Math.hypot(b.x - a.x, b.y - a.y);

/** The point that lies `length` from `from` on the way to `to`. */
function towards(from: Point, to: Point, length: number): Point {
  const share = length / (distance(from, to) || 1);
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}

/** A line through all points, round at its corners, with a tip at its end. */
export function arrow(points: readonly Point[]): string {
  const [end, before] = [points.at(-1), points.at(-2)];
  if (!end || !before) return '';
  const neck = towards(end, before, TIP.length);
  const line = element('path', {
    class: 'line',
    d: rounded([...points.slice(0, -1), towards(end, before, TIP.length - 1)]),
  });
  const across = { x: (end.y - neck.y) / TIP.length, y: (neck.x - end.x) / TIP.length };
  const [one, other] = [TIP.half, -TIP.half].map((half) => ({
    x: neck.x + across.x * half,
    y: neck.y + across.y * half,
  }));
  if (!one || !other) return line;
  return line + element('path', { class: 'tip', d: `M${at(end)}L${at(one)}L${at(other)}Z` });
}

function rounded(points: readonly Point[]): string {
  const pieces = points.map((point, index) => {
    const [before, after] = [points[index - 1], points[index + 1]];
    if (!before) return `M${at(point)}`;
    if (!after) return `L${at(point)}`;
    const radius = Math.min(RADIUS, distance(before, point) / 2, distance(point, after) / 2);
    return `L${at(towards(point, before, radius))}Q${at(point)} ${at(towards(point, after, radius))}`;
  });
  return pieces.join('');
}
