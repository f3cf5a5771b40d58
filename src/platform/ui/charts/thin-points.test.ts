import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Point, smooth, thinPoints } from './thin-points.ts';

test('keeps ends, order, the count, and points that were there', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 3, maxLength: 400 }),
      fc.integer({ min: 3, max: 60 }),
      (ys, most) => {
        const points = ys.map((y, x): Point => [x, y]);
        const thin = thinPoints(points, most);
        expect(thin).toHaveLength(Math.min(most, points.length));
        expect(thin[0]).toBe(points[0]);
        expect(thin.at(-1)).toBe(points.at(-1));
        const xs = thin.map(([x]) => x);
        expect(xs).toEqual([...new Set(xs)].toSorted((a, b) => a - b));
      },
    ),
  );
});

test('a single spike survives', () => {
  const points = Array.from({ length: 10_000 }, (_, x): Point => [x, x === 7_321 ? 5 : 0]);
  expect(thinPoints(points, 200).some(([x]) => x === 7_321)).toBe(true);
});

test('smoothing starts at the first value and leaves gaps', () => {
  expect(smooth([2, null, 2, 2])).toEqual([expect.closeTo(2), null, expect.closeTo(2), expect.closeTo(2)]);
  expect(smooth([1, 3], 0.5)[1]).toBeCloseTo((0.5 * 0.5 * 1 + 0.5 * 3) / 0.75);
});
