/** P(Z <= z) of the standard normal, by the all-positive series of erf (Abramowitz & Stegun 7.1.6). */
export function normalCdf(z: number): number {
  if (z < 0) return 1 - normalCdf(-z);
  return z > 9 ? 1 : 0.5 + 0.5 * erf(z / Math.SQRT2);
}

/** The z with P(Z <= z) = p, for 0 < p < 1. */
export function normalQuantile(p: number): number {
  return invertIncreasing(normalCdf, p, -10, 10);
}

/** Two-sided z for a confidence level: 0.95 gives 1.959964. */
export function criticalZ(level: number): number {
  return normalQuantile(0.5 + level / 2);
}

export function twoSidedP(z: number): number {
  return 2 * (1 - normalCdf(Math.abs(z)));
}

/** The x in [low, high] where an increasing function reaches the target, to the last bits of a double. */
export function invertIncreasing(
  f: (x: number) => number,
  target: number,
  low: number,
  high: number,
): number {
  let [lo, hi] = [low, high];
  for (let step = 0; step < 200 && hi - lo > 1e-15 * Math.max(1, Math.abs(lo)); step++) {
    const middle = (lo + hi) / 2;
    if (middle === lo || middle === hi) break;
    if (f(middle) < target) lo = middle;
    else hi = middle;
  }
  return (lo + hi) / 2;
}

function erf(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; term > sum * 1e-17; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}
