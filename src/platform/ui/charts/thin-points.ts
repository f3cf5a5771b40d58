export type Point = readonly [x: number, y: number];

/**
 * At most `most` points that look the same: largest-triangle-three-buckets (Steinarsson, "Downsampling Time Series for
 * Visual Representation", 2013). First and last stay; order stays.
 */
export function thinPoints(points: readonly Point[], most: number): readonly Point[] {
  if (points.length <= most || most < 3) return points;
  const size = (points.length - 2) / (most - 2);
  const kept: Point[] = [points[0]!];
  let from = 0;
  for (let bucket = 0; bucket < most - 2; bucket++) {
    const start = Math.floor(bucket * size) + 1;
    const end = Math.floor((bucket + 1) * size) + 1;
    const next = meanOf(points.slice(end, Math.floor((bucket + 2) * size) + 1), points.at(-1)!);
    let best = start;
    let largest = -1;
    for (let at = start; at < end; at++) {
      const area = triangle(points[from]!, points[at]!, next);
      if (area > largest) [largest, best] = [area, at];
    }
    kept.push(points[best]!);
    from = best;
  }
  return [...kept, points.at(-1)!];
}

const triangle = ([ax, ay]: Point, [bx, by]: Point, [cx, cy]: Point): number =>
  Math.abs((ax - cx) * (by - ay) - (ax - bx) * (cy - ay)) / 2;

function meanOf(points: readonly Point[], otherwise: Point): Point {
  if (points.length === 0) return otherwise;
  const [x, y] = points.reduce<[number, number]>(([sx, sy], [px, py]) => [sx + px, sy + py], [0, 0]);
  return [x / points.length, y / points.length];
}

/** Exponential smoothing with its start corrected, as it would be with an infinite past of the same mean. */
export function smooth(values: readonly (number | null)[], weight = 0.9): (number | null)[] {
  let sum = 0;
  let mass = 0;
  return values.map(value => {
    if (value === null) return null;
    sum = weight * sum + (1 - weight) * value;
    mass = weight * mass + (1 - weight);
    return sum / mass;
  });
}
