import { criticalZ } from './normal-distribution.ts';

/** Bounds in [0, 1]. */
export type Interval = { low: number; high: number };

/**
 * Wilson score interval of a rate over n votes; the rate may come from half votes, and n may be fractional
 * (an effective number). With ties it is conservative, for Var(X) = s(1-s) - t/4. (loop.md 2.2)
 * centre = (p + z²/2n) / (1 + z²/n), half = z/(1 + z²/n) · √(p(1-p)/n + z²/4n²)
 */
export function wilsonInterval(rate: number, n: number, level = 0.95): Interval {
  return scoreInterval(rate, n, criticalZ(level));
}

/** The same with the critical value given, so that a t quantile can stand in for z. */
export function scoreInterval(rate: number, n: number, critical: number): Interval {
  if (n <= 0) return { low: 0, high: 1 };
  const z2 = critical * critical;
  const scale = 1 + z2 / n;
  const centre = (rate + z2 / (2 * n)) / scale;
  const half = (critical / scale) * Math.sqrt((rate * (1 - rate)) / n + z2 / (4 * n * n));
  return {
    low: rate === 0 ? 0 : Math.max(0, centre - half),
    high: rate === 1 ? 1 : Math.min(1, centre + half),
  };
}
