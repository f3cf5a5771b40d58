import { cohenKappa } from './cohen-kappa.ts';
import { alphaOf, countUnits, type UnitCounts } from './krippendorff-alpha.ts';
import type { Interval } from './wilson-interval.ts';

/** One rater's preference on one prompt: 0 baseline, ½ tie or both bad, 1 candidate. */
export type Preference = { prompt: string; rater: string; value: 0 | 0.5 | 1 };

export type Agreement = {
  /** Prompts with at least two raters. */
  prompts: number;
  pairs: number;
  percent: number | null;
  percentWithoutTies: number | null;
  alpha: number | null;
  alphaInterval: Interval | null;
  /** Cohen's kappa, only where exactly two people voted. */
  kappa: number | null;
  /** alpha < .2: the raters disagree too much to speak with one voice. */
  isLow: boolean;
};

const bootstrapRounds = 1000;

/** Agreement between raters on the same prompt; alpha's interval is a percentile bootstrap over prompts. (loop.md 2.7) */
export function measureAgreement(votes: readonly Preference[], random: () => number): Agreement {
  const units = [...Map.groupBy(votes, vote => vote.prompt).values()].filter(unit => unit.length >= 2);
  const values = units.map(unit => unit.map(vote => vote.value));
  const pairs = values.flatMap(listPairs);
  const counts = countUnits(values);
  const alpha = alphaOf(counts);
  return {
    prompts: units.length,
    pairs: pairs.length,
    percent: shareEqual(pairs),
    percentWithoutTies: shareEqual(pairs.filter(pair => !pair.includes(0.5))),
    alpha,
    alphaInterval: alpha === null ? null : bootstrapAlpha(counts, random),
    kappa: kappaOfTwo(units),
    isLow: alpha !== null && alpha < 0.2,
  };
}

type Pair = readonly [number, number];

function listPairs(values: readonly number[]): Pair[] {
  return values.flatMap((a, i) => values.slice(i + 1).map(b => [a, b] as const));
}

function shareEqual(pairs: readonly Pair[]): number | null {
  return pairs.length > 0 ? pairs.filter(([a, b]) => a === b).length / pairs.length : null;
}

function bootstrapAlpha(units: readonly UnitCounts[], random: () => number): Interval | null {
  const drawUnit = () => units[Math.floor(random() * units.length)]!;
  const alphas = Array.from({ length: bootstrapRounds }, () => alphaOf(units.map(drawUnit)))
    .filter(alpha => alpha !== null)
    .sort((a, b) => a - b);
  if (alphas.length < bootstrapRounds / 2) return null;
  const at = (share: number) => alphas[Math.min(alphas.length - 1, Math.floor(share * alphas.length))]!;
  return { low: at(0.025), high: at(0.975) };
}

function kappaOfTwo(units: readonly Preference[][]): number | null {
  const raters = [...new Set(units.flat().map(vote => vote.rater))].sort();
  if (raters.length !== 2) return null;
  const table = [0, 1, 2].map(() => [0, 0, 0]);
  for (const unit of units) {
    const [first, second] = raters.map(rater => unit.find(vote => vote.rater === rater));
    if (first && second) table[first.value * 2]![second.value * 2]!++;
  }
  return cohenKappa(table).kappa;
}
