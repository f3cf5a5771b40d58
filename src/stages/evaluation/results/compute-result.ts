import { effectiveVotes } from '../statistics/cluster-interval.ts';
import { compareLabels } from '../statistics/compare-labels.ts';
import { controlLength } from '../statistics/control-length.ts';
import {
  bothBadRate,
  countPreferences,
  countVotes,
  decisiveRate,
  pessimisticRate,
  supportRate,
  tieRate,
} from '../statistics/count-votes.ts';
import { decideVerdict } from '../statistics/decide-verdict.ts';
import { rangeWithoutOneRater } from '../statistics/describe-raters.ts';
import { estimateInterval, otherRatersInterval, type Phase } from '../statistics/estimate-interval.ts';
import { estimateRemainingVotes } from '../statistics/estimate-remaining-votes.ts';
import { measureAgreement } from '../statistics/measure-agreement.ts';
import { measurePositionEffect } from '../statistics/position-effect.ts';
import { seededRandom } from '../statistics/seeded-random.ts';
import { explainVerdict } from './explain-verdict.ts';
import { listNotes } from './list-notes.ts';
import { readRaters } from './read-raters.ts';
import type { EvaluationResult } from './result.contract.ts';
import { type CastVote, countExcluded, isCounted, toPreferences, toScores } from './cast-votes.ts';

/** Everything a result is computed from, and nothing else: the same input gives the same result. */
export type ResultInput = {
  plannedVotes: number;
  seed: number;
  /** All current votes, repeats and excluded ones too. */
  votes: CastVote[];
  /** Pairs that nobody was asked about, by reason. */
  excludedPrompts: Record<string, number>;
};

/** Changes whenever the same votes could give another number or word. */
export const resultCodeVersion = 'support-1';

/** The whole result of a blind evaluation: loop.md 2.1 to 2.8, with the verdict by the rule of 2.4. */
export function computeResult(input: ResultInput): Omit<EvaluationResult, 'codeVersion' | 'inputHash'> {
  const counted = input.votes.filter(isCounted);
  const counts = countVotes(counted.map(vote => vote.outcome));
  const scores = toScores(counted);
  const phase: Phase = counted.length >= input.plannedVotes ? 'closed' : 'open';
  const { at95, at90, method } = estimateInterval(scores, phase);
  const rate = supportRate(counts);
  const verdict = decideVerdict({
    rate: rate ?? 0.5,
    decisive: counts.wins + counts.losses,
    phase,
    at95,
    at90,
  });
  const designEffect =
    method === 'cluster-robust by prompt' ? scores.length / effectiveVotes(scores, 'prompt') : 1;
  const moreVotes = verdict.kind === 'band' ? null : estimateRemainingVotes(counts, phase, designEffect);
  const labels = compareLabels(counted, phase);
  const rated = labels.flatMap(label => (label.rate === null ? [] : [label.rate]));
  const result = {
    phase,
    n: countPreferences(counts),
    counts,
    cast: counted.length,
    plannedVotes: input.plannedVotes,
    votesLeft: Math.max(0, input.plannedVotes - counted.length),
    rate,
    interval95: at95,
    interval90: at90,
    intervalMethod: method,
    verdict,
    reason: explainVerdict({ verdict, rate, counts, at95, at90, phase, moreVotes }),
    moreVotes,
    decisiveRate: decisiveRate(counts),
    pessimisticRate: pessimisticRate(counts),
    tieRate: tieRate(counts),
    bothBadRate: bothBadRate(counts),
    otherRaters: otherRatersInterval(scores),
    withoutOneRater: rangeWithoutOneRater(scores),
    position: measurePositionEffect(scores),
    length: controlLength(scores),
    labels,
    macroRate: rated.length > 0 ? rated.reduce((sum, each) => sum + each, 0) / rated.length : null,
    raters: readRaters(input.votes),
    agreement: measureAgreement(toPreferences(counted), seededRandom(`${input.seed} agreement`)),
    excluded: countExcluded(input),
  };
  return { ...result, notes: listNotes(result) };
}
