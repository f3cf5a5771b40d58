import { logBeta } from './log-gamma.ts';
import { invertIncreasing } from './normal-distribution.ts';

/** Two-sided t for a confidence level and degrees of freedom >= 1: (0.95, 9) gives 2.262157. */
export function criticalT(level: number, degrees: number): number {
  return invertIncreasing(t => studentCdf(t, degrees), 0.5 + level / 2, 0, 1000);
}

/** P(T <= t) for t >= 0, through the regularised incomplete beta function. */
export function studentCdf(t: number, degrees: number): number {
  return 1 - 0.5 * incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5);
}

/** I_x(a, b) by its continued fraction (Lentz), using the symmetry that converges fast. */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0 || x >= 1) return x <= 0 ? 0 : 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(a * Math.log(x) + b * Math.log(1 - x) - logBeta(a, b)) / a;
  return front * continuedFraction(x, a, b);
}

function continuedFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1));
  let product = d;
  for (let m = 1; m < 500; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    const before = product;
    for (const coefficient of [even, odd]) {
      d = 1 / (1 + coefficient * d);
      c = 1 + coefficient / c;
      product *= c * d;
    }
    if (Math.abs(product / before - 1) < 1e-16) break;
  }
  return product;
}
