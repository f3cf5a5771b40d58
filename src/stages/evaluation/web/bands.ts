import type { EvaluationResult } from '../results/result.contract.ts';

export const bands = ['harmful', 'no_progress', 'not_good_enough', 'success', 'significant'] as const;
export type Band = (typeof bands)[number];

/** Where each band is drawn on the scale, in per cent; the words follow from the rule, not from these. */
export const bandRanges: Record<Band, readonly [number, number]> = {
  harmful: [0, 45],
  no_progress: [45, 55],
  not_good_enough: [55, 70],
  success: [70, 80],
  significant: [80, 100],
};

/** The sign that always stands beside a band's colour. */
export const bandSigns: Record<Band, string> = {
  harmful: '▼',
  no_progress: '＝',
  not_good_enough: '△',
  success: '▲',
  significant: '◆',
};

export type Verdict = EvaluationResult['verdict'];
export const bandOf = (verdict: Verdict): Band | undefined =>
  verdict.kind === 'band' ? verdict.band : undefined;
