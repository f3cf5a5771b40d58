import { twoSidedP } from './normal-distribution.ts';

export type PositionedScore = { score: number; candidateSide: 'left' | 'right' };

export type PositionEffect = {
  /** (s_L + s_R)/2: the support rate without any pull of the sides, whatever the allocation was. */
  stratifiedRate: number;
  /** d = (s_L - s_R)/2: how much being on the left helps. */
  effect: number;
  standardError: number;
  p: number;
  isFlagged: boolean;
  left: { n: number; rate: number };
  right: { n: number; rate: number };
};

/** Null until both sides have two votes. SE(d) = √(var_L + var_R)/2; flagged at |d| > 5 pp or p < .01. (loop.md 2.6) */
export function measurePositionEffect(votes: readonly PositionedScore[]): PositionEffect | null {
  const left = describeSide(votes, 'left');
  const right = describeSide(votes, 'right');
  if (left.n < 2 || right.n < 2) return null;
  const effect = (left.rate - right.rate) / 2;
  const standardError = Math.sqrt(left.variance + right.variance) / 2;
  const p = standardError > 0 ? twoSidedP(effect / standardError) : effect === 0 ? 1 : 0;
  return {
    stratifiedRate: (left.rate + right.rate) / 2,
    effect,
    standardError,
    p,
    isFlagged: Math.abs(effect) > 0.05 || p < 0.01,
    left: { n: left.n, rate: left.rate },
    right: { n: right.n, rate: right.rate },
  };
}

/** `variance` is that of the side's mean. */
function describeSide(votes: readonly PositionedScore[], side: 'left' | 'right') {
  const scores = votes.filter(vote => vote.candidateSide === side).map(vote => vote.score);
  const n = scores.length;
  const rate = scores.reduce((sum, score) => sum + score, 0) / n;
  const squares = scores.reduce((sum, score) => sum + (score - rate) ** 2, 0);
  return { n, rate, variance: squares / ((n - 1) * n) };
}
