import { describeRaters } from '../statistics/describe-raters.ts';
import { codeRaters } from './code-raters.ts';
import { type CastVote, isCounted, toScores } from './cast-votes.ts';
import type { EvaluationResult } from './result.contract.ts';

/** The people who voted, as codes in the order of their first vote, with their own consistency on repeated pairs. */
export function readRaters(votes: readonly CastVote[]): EvaluationResult['raters'] {
  const readings = describeRaters(toScores(votes.filter(isCounted)));
  return [...codeRaters(votes)].map(([rater, code]) => {
    const own = votes.filter(vote => vote.rater === rater);
    const reading = readings.find(each => each.rater === rater);
    return {
      rater: code,
      n: reading?.n ?? 0,
      rate: reading?.rate ?? null,
      leftShare: reading?.leftShare ?? null,
      leftP: reading?.leftP ?? 1,
      flag: reading?.flag ?? null,
      medianDwellMs: median(own.map(vote => vote.dwellMs)),
      repeats: checkRepeats(own),
    };
  });
}

/** A repeat agrees when the same arm, or no arm, was preferred though the sides were swapped. Skips tell nothing. */
function checkRepeats(votes: readonly CastVote[]): { asked: number; consistent: number } {
  const repeats = votes.filter(vote => vote.isRepeat && vote.outcome !== 'skip');
  const pairs = repeats.flatMap(repeat => {
    const first = votes.find(
      vote => !vote.isRepeat && vote.prompt === repeat.prompt && vote.outcome !== 'skip',
    );
    return first ? [first.outcome === repeat.outcome] : [];
  });
  return { asked: pairs.length, consistent: pairs.filter(Boolean).length };
}

function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length === 0 ? null : (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
}
