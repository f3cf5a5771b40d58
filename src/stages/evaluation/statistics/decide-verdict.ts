import type { Phase } from './estimate-interval.ts';
import type { Interval } from './wilson-interval.ts';

export type Band = 'harmful' | 'no_progress' | 'not_good_enough' | 'success' | 'significant';
export type Strength = 'confirmed' | 'indicative';
type Indication = { band: 'significant'; strength: 'indicative' };

/** `rule` is the number of the line of loop.md 2.4 that spoke, so that a face can say why. */
export type Verdict =
  | { kind: 'insufficient'; rule: 1 }
  | { kind: 'band'; rule: number; band: Band; strength: Strength; secondary?: Indication }
  | { kind: 'not_distinguishable'; rule: 10 };

/** `rate` = (W + T/2)/N and the intervals are fractions, `decisive` = W + L. */
export type Evidence = { rate: number; decisive: number; phase: Phase; at95: Interval; at90: Interval };

export const minimumDecisiveVotes = 50;
const widestClosedInterval = 0.27;

/** The verdict rule of loop.md 2.4, in its order: rule 1 asks whether there is evidence, rules 2 to 10 what it says. */
export function decideVerdict(evidence: Evidence): Verdict {
  const width = evidence.at95.high - evidence.at95.low;
  const isTooWide = evidence.phase === 'closed' && width > widestClosedInterval;
  if (evidence.decisive < minimumDecisiveVotes || isTooWide) return { kind: 'insufficient', rule: 1 };
  return decideBand(evidence);
}

/** Rules 2 to 10, for a part of the votes (a label) whose size was judged before. */
export function decideBand({ rate, at95, at90 }: Pick<Evidence, 'rate' | 'at95' | 'at90'>): Verdict {
  const { low, high } = at95;
  if (high < 0.5) return band(2, 'harmful', 'confirmed');
  if (low > 0.8) return band(3, 'significant', 'confirmed');
  if (low >= 0.7) return { ...band(4, 'success', 'confirmed'), ...(rate > 0.8 && alsoSignificant) };
  if (at90.low >= 0.45 && at90.high <= 0.55) return band(5, 'no_progress', 'confirmed');
  if (low > 0.5 && high < 0.7) return band(6, 'not_good_enough', 'confirmed');
  if (low > 0.5) return band(7, bandAboveHalf(rate), 'indicative');
  if (rate < 0.45 && high < 0.55) return band(8, 'harmful', 'indicative');
  if (low > 0.4 && high < 0.6) return band(9, 'no_progress', 'indicative');
  return { kind: 'not_distinguishable', rule: 10 };
}

const alsoSignificant = { secondary: { band: 'significant', strength: 'indicative' } } as const;

function band(rule: number, name: Band, strength: Strength): Verdict & { kind: 'band' } {
  return { kind: 'band', rule, band: name, strength };
}

function bandAboveHalf(rate: number): Band {
  if (rate > 0.8) return 'significant';
  return rate >= 0.7 ? 'success' : 'not_good_enough';
}
