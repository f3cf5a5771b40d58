/**
 * Krippendorff's alpha for ordered values, any number of raters, gaps allowed: alpha = 1 - Do/De over the coincidence
 * matrix, with the ordinal distance δ²(c,k) = (Σ_{g=c..k} n_g - (n_c + n_k)/2)². (loop.md 2.7)
 * `units` holds the values that one prompt received; values are compared by size. Null where nobody can disagree
 * (no prompt with two votes, or a single value everywhere).
 */
export function krippendorffAlpha(units: readonly (readonly number[])[]): number | null {
  const rated = units.filter(values => values.length >= 2);
  const levels = [...new Set(rated.flat())].sort((a, b) => a - b);
  const totals = levels.map(level => count(rated.flat(), level));
  const distance = ordinalDistances(totals);
  const n = totals.reduce((sum, total) => sum + total, 0);
  const expected = sumPairs(levels, (c, k) => totals[c]! * totals[k]! * distance(c, k)) / (n - 1);
  const observed = rated.reduce((sum, values) => sum + disagreement(values, levels, distance), 0);
  return expected > 0 ? 1 - observed / expected : null;
}

/** One unit's share of the coincidence matrix, weighed: Σ n_c·n_k·δ² / (m - 1) over c ≠ k. */
function disagreement(values: readonly number[], levels: number[], distance: Distance): number {
  const counts = levels.map(level => count(values, level));
  return sumPairs(levels, (c, k) => counts[c]! * counts[k]! * distance(c, k)) / (values.length - 1);
}

type Distance = (c: number, k: number) => number;

function ordinalDistances(totals: readonly number[]): Distance {
  return (c, k) => {
    const [from, to] = c < k ? [c, k] : [k, c];
    const between = totals.slice(from, to + 1).reduce((sum, total) => sum + total, 0);
    return (between - (totals[from]! + totals[to]!) / 2) ** 2;
  };
}

function sumPairs(levels: readonly number[], term: (c: number, k: number) => number): number {
  let sum = 0;
  for (const c of levels.keys()) for (const k of levels.keys()) if (c !== k) sum += term(c, k);
  return sum;
}

function count(values: readonly number[], level: number): number {
  return values.filter(value => value === level).length;
}
