import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { between, framing, unionOf } from '../../../src/inspect/view/rect.ts';

const whole = { x: 6, y: 46, width: 1_083, height: 1_332 };
const number = fc.integer({ min: 0, max: 1_000 });

describe('framing', () => {
  test('has the shape of the window, and the least width', () => {
    const frame = framing(
      { x: 500, y: 600, width: 100, height: 40 },
      { width: 300, height: 300 },
      360,
      whole,
    );
    expect(frame).toEqual({ x: 370, y: 440, width: 360, height: 360 });
  });

  test('does not look beyond the picture', () => {
    const frame = framing({ x: 10, y: 50, width: 100, height: 40 }, { width: 300, height: 300 }, 360, whole);
    expect(frame).toEqual({ x: 6, y: 46, width: 360, height: 360 });
  });

  test('shows the picture in the middle where it is smaller than the window', () => {
    const frame = framing(whole, { width: 2_000, height: 1_000 }, 360, whole);
    expect(frame.x + frame.width / 2).toBeCloseTo(whole.x + whole.width / 2, 6);
    expect(frame.height).toBe(whole.height);
  });

  test('holds what it is to show, whatever that is', () => {
    const inside = fc.record({ x: number, y: number, width: number, height: number }).map((rect) => ({
      x: whole.x + (rect.x / 1_000) * (whole.width - 1),
      y: whole.y + (rect.y / 1_000) * (whole.height - 1),
      width: 1 + rect.width / 10,
      height: 1 + rect.height / 10,
    }));
    const shape = fc.record({
      width: fc.integer({ min: 100, max: 900 }),
      height: fc.integer({ min: 100, max: 900 }),
    });
    fc.assert(
      fc.property(inside, shape, (rect, window) => {
        fc.pre(
          rect.x + rect.width <= whole.x + whole.width && rect.y + rect.height <= whole.y + whole.height,
        );
        const frame = framing(rect, window, 360, whole);
        const e = 1e-6;
        expect(frame.x).toBeLessThanOrEqual(rect.x + e);
        expect(frame.y).toBeLessThanOrEqual(rect.y + e);
        expect(frame.x + frame.width).toBeGreaterThanOrEqual(rect.x + rect.width - e);
        expect(frame.y + frame.height).toBeGreaterThanOrEqual(rect.y + rect.height - e);
        expect(frame.width / frame.height).toBeCloseTo(window.width / window.height, 6);
      }),
    );
  });
});

test('unionOf is the least rectangle around all', () => {
  const one = { x: 0, y: 10, width: 5, height: 5 };
  expect(unionOf([one, { x: 20, y: 0, width: 1, height: 2 }])).toEqual({ x: 0, y: 0, width: 21, height: 15 });
  expect(unionOf([])).toBeUndefined();
});

test('between goes from one to the other', () => {
  const [one, other] = [
    { x: 0, y: 0, width: 10, height: 10 },
    { x: 10, y: 20, width: 30, height: 40 },
  ];
  expect([0, 0.5, 1].map((share) => between(one, other, share))).toEqual([
    one,
    { x: 5, y: 10, width: 20, height: 25 },
    other,
  ]);
});
