/**
 * Krippendorff's alpha for ordered values, any number of raters, gaps allowed: alpha = 1 - Do/De over the coincidence
 * matrix, with the ordinal distance δ²(c,k) = (Σ_{g=c..k} n_g - (n_c + n_k)/2)². (loop.md 2.7)
 * `units` holds the values that one prompt received; values are compared by size. Null where nobody can disagree
 * (no prompt with two votes, or a single value everywhere).
 */
export function krippendorffAlpha(units: readonly (readonly number[])[]): number | null {
  return alphaOf(countUnits(units));
}

/** How often each value, by size, was given to a prompt. */
export type UnitCounts = readonly number[];

/** One row of counts per prompt with two votes or more: all that alpha needs, so that a bootstrap can draw rows. */
export function countUnits(units: readonly (readonly number[])[]): UnitCounts[] {
  const rated = units.filter(values => values.length >= 2);
  const levels = [...new Set(rated.flat())].sort((a, b) => a - b);
  return rated.map(values => levels.map(level => values.filter(value => value === level).length));
}

export function alphaOf(units: readonly UnitCounts[]): number | null {
  const levels = units[0]?.length ?? 0;
  const totals = Array<number>(levels).fill(0);
  const observed = Array.from({ length: levels }, () => Array<number>(levels).fill(0));
  for (const counts of units) addUnit(counts, totals, observed);
  const n = totals.reduce((sum, total) => sum + total, 0);
  let [disagreement, expected] = [0, 0];
  for (let c = 0; c < levels; c++)
    for (let k = c + 1; k < levels; k++) {
      const distance = ordinalDistance(totals, c, k);
      disagreement += observed[c]![k]! * distance;
      expected += (totals[c]! * totals[k]! * distance) / (n - 1);
    }
  return expected > 0 ? 1 - disagreement / expected : null;
}

/** Adds a prompt's share of the coincidence matrix: n_c·n_k / (m - 1) above the diagonal. */
function addUnit(counts: UnitCounts, totals: number[], observed: number[][]): void {
  const votes = counts.reduce((sum, count) => sum + count, 0);
  for (let c = 0; c < counts.length; c++) {
    totals[c]! += counts[c]!;
    for (let k = c + 1; k < counts.length; k++) observed[c]![k]! += (counts[c]! * counts[k]!) / (votes - 1);
  }
}

function ordinalDistance(totals: readonly number[], from: number, to: number): number {
  const between = totals.slice(from, to + 1).reduce((sum, total) => sum + total, 0);
  return (between - (totals[from]! + totals[to]!) / 2) ** 2;
}
