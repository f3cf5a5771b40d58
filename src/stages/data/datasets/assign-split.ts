import { createHash } from 'node:crypto';

export type Split = 'train' | 'validation' | 'test';
export type Ratios = Record<Split, number>;

/** 80/10/10; sets of fewer than `smallSet` rows 70/15/15, so that the test split can carry a vote. */
export const defaultRatios = (rows: number): Ratios =>
  rows < smallSet ? { train: 0.7, validation: 0.15, test: 0.15 } : { train: 0.8, validation: 0.1, test: 0.1 };

const smallSet = 2_000;

/**
 * The split of a group: a pure function of seed and group key, so that rows which come later never move those which
 * are there. SHA-256 spreads the keys evenly over [0, 1).
 */
export function assignSplit(seed: number, groupKey: string, ratios: Ratios): Split {
  const bytes = createHash('sha256').update(`${seed}:${groupKey}`).digest();
  const place = bytes.readUIntBE(0, 6) / 2 ** 48;
  if (place < ratios.test) return 'test';
  return place < ratios.test + ratios.validation ? 'validation' : 'train';
}
