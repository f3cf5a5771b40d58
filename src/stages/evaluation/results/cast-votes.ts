import type { Preference } from '../statistics/measure-agreement.ts';
import { type Outcome, scoreOf } from '../statistics/count-votes.ts';
import type { Side } from '../voting/plan-block.ts';

/** One vote that stands, as the statistics read it. */
export type CastVote = {
  prompt: string;
  /** Prompts of one conversation share it. */
  cluster: string;
  labels: string[];
  rater: string;
  outcome: Outcome;
  candidateSide: Side;
  dwellMs: number;
  isRepeat: boolean;
  excludedReason: string | null;
  candidateLength: number;
  baselineLength: number;
};

/** Repeats, gold and excluded votes are kept and enter no figure. */
export const isCounted = (vote: CastVote): boolean => vote.excludedReason === null;

/** Votes with a preference or a tie, with their score; clustered by conversation. */
export function toScores(votes: readonly CastVote[]) {
  return votes.flatMap(vote => {
    const score = scoreOf(vote.outcome);
    return score === undefined ? [] : [{ ...vote, prompt: vote.cluster, score }];
  });
}

/** For agreement, two bad answers are as equal as a tie. (loop.md 2.7) */
export function toPreferences(votes: readonly CastVote[]): Preference[] {
  return votes
    .filter(vote => vote.outcome !== 'skip')
    .map(({ prompt, rater, outcome }) => ({ prompt, rater, value: preferenceOf(outcome) }));
}

/** What was left out, and why: votes and whole pairs. */
export function countExcluded(input: {
  votes: readonly CastVote[];
  excludedPrompts: Record<string, number>;
}): { reason: string; count: number }[] {
  const reasons = input.votes.flatMap(vote => vote.excludedReason ?? []);
  const votes = [...Map.groupBy(reasons, reason => reason)].map(([reason, all]) => ({
    reason,
    count: all.length,
  }));
  const pairs = Object.entries(input.excludedPrompts).map(([reason, count]) => ({ reason, count }));
  return [...votes, ...pairs].sort((a, b) => a.reason.localeCompare(b.reason));
}

function preferenceOf(outcome: Outcome): Preference['value'] {
  if (outcome === 'candidate') return 1;
  return outcome === 'baseline' ? 0 : 0.5;
}
