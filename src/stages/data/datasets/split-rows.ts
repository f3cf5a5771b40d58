import { assignSplit, type Ratios, type Split } from './assign-split.ts';

/** `group` is the number of the group's first row, as `groupForSplit` gives it; rows come oldest first. */
export type SplitRow = { inputHash: string; group: number };
export type PlacedRow = { split: Split; groupKey: string };

/**
 * Places every row by its group. The key is the input hash of the group's oldest row: what joins a group later cannot
 * move it, and the same data splits the same way on every machine. `earlier` holds where a former version put an
 * input: when a new row joins two groups of different splits, the held-out one wins and training gives way.
 */
export function splitRows(
  rows: SplitRow[],
  seed: number,
  ratios: Ratios,
  earlier: ReadonlyMap<string, Split> = new Map(),
): PlacedRow[] {
  const held = new Map<number, Split>();
  for (const { group, inputHash } of rows) {
    const before = earlier.get(inputHash);
    if (before && stricter(before, held.get(group))) held.set(group, before);
  }
  return rows.map(({ group }) => {
    const groupKey = rows[group]!.inputHash;
    return { groupKey, split: held.get(group) ?? assignSplit(seed, groupKey, ratios) };
  });
}

const strictness: Record<Split, number> = { train: 0, validation: 1, test: 2 };
const stricter = (one: Split, other: Split | undefined) =>
  other === undefined || strictness[one] > strictness[other];
