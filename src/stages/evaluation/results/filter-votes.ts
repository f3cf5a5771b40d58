import { scoreOf } from '../statistics/count-votes.ts';
import { type CastVote, isCounted } from './cast-votes.ts';
import type { VoteFilter } from './vote-list.contract.ts';

export type ListedVote = CastVote & { code: string; position: number };

/** Whether a vote is among those that a number was counted from. */
export function matchesVote(vote: ListedVote, filter: VoteFilter): boolean {
  const { outcome, label, side, rater, counted, pair } = filter;
  return (
    (outcome === undefined || hasOutcome(vote, outcome)) &&
    (label === undefined || vote.labels.includes(label)) &&
    (side === undefined || vote.candidateSide === side) &&
    (rater === undefined || vote.code === rater) &&
    (counted === undefined || isCountedAs(vote, counted)) &&
    (pair === undefined || vote.position === pair)
  );
}

function hasOutcome(vote: CastVote, outcome: NonNullable<VoteFilter['outcome']>): boolean {
  return outcome === 'preference' ? scoreOf(vote.outcome) !== undefined : vote.outcome === outcome;
}

function isCountedAs(vote: CastVote, counted: NonNullable<VoteFilter['counted']>): boolean {
  if (counted === 'yes') return isCounted(vote);
  return counted === 'no' ? !isCounted(vote) : vote.excludedReason === counted;
}

/** How far the two answers are apart in length, the same whichever is longer. */
export function lengthGap({ candidateLength, baselineLength }: CastVote): number {
  return Math.abs(Math.log(Math.max(1, candidateLength) / Math.max(1, baselineLength)));
}
