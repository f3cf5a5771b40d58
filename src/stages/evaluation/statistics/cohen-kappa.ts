export type Kappa = { observed: number; expected: number; kappa: number | null };

/** Two raters over the same items; `table[i][j]` counts items that got i from one and j from the other. kappa = (po - pe)/(1 - pe) */
export function cohenKappa(table: readonly (readonly number[])[]): Kappa {
  const n = sum(table.map(sum));
  const rows = table.map(sum);
  const columns = table.map((_, j) => sum(table.map(row => row[j]!)));
  const observed = sum(table.map((row, i) => row[i]!)) / n;
  const expected = sum(rows.map((row, i) => row * columns[i]!)) / n ** 2;
  return { observed, expected, kappa: expected < 1 ? (observed - expected) / (1 - expected) : null };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
