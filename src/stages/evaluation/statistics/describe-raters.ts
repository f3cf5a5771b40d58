import { fairCoinP } from './binomial-test.ts';
import { meanScore } from './cluster-interval.ts';

/** A counted vote. A tie picks no side. */
export type RaterVote = { rater: string; score: number; candidateSide: 'left' | 'right' };

export type RaterReading = {
  rater: string;
  n: number;
  rate: number;
  /** Share of the decisive votes that went to the left answer; null without decisive votes. */
  leftShare: number | null;
  leftP: number;
  /** More than 80 % on one side, and more than chance would do (p < .05). */
  flag: 'always left' | 'always right' | null;
};

/** Per rater: how much support, and whether the side decided instead of the answer. (loop.md 2.6) */
export function describeRaters(votes: readonly RaterVote[]): RaterReading[] {
  return [...Map.groupBy(votes, vote => vote.rater)].map(([rater, own]) => describeRater(rater, own));
}

/** Smallest and largest support rate when any one rater is left out; null below three raters. (loop.md 2.9) */
export function rangeWithoutOneRater(votes: readonly RaterVote[]): { low: number; high: number } | null {
  const raters = [...new Set(votes.map(vote => vote.rater))];
  if (raters.length < 3) return null;
  const rates = raters.map(rater => meanScore(votes.filter(vote => vote.rater !== rater)));
  return { low: Math.min(...rates), high: Math.max(...rates) };
}

function describeRater(rater: string, votes: readonly RaterVote[]): RaterReading {
  const decisive = votes.filter(vote => vote.score !== 0.5);
  const left = decisive.filter(vote => (vote.score === 1) === (vote.candidateSide === 'left')).length;
  const leftShare = decisive.length > 0 ? left / decisive.length : null;
  const leftP = fairCoinP(left, decisive.length);
  return {
    rater,
    n: votes.length,
    rate: meanScore(votes),
    leftShare,
    leftP,
    flag: flagSide(leftShare, leftP),
  };
}

function flagSide(leftShare: number | null, p: number): RaterReading['flag'] {
  if (leftShare === null || p >= 0.05) return null;
  if (leftShare > 0.8) return 'always left';
  return leftShare < 0.2 ? 'always right' : null;
}
