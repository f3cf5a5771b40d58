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
import {
  countIndependent,
  estimateInterval,
  otherRatersInterval,
  type Phase,
} from '../statistics/estimate-interval.ts';
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
  /** How many pairs are voted on, and in how many the answer of an arm ran into the cap on its tokens. */
  cut: { pairs: number; baseline: number; candidate: number };
  maxTokens: number;
};

/** Changes whenever the same votes could give another number or word. */
export const resultCodeVersion = 'support-2';

/** The whole result of a blind evaluation: loop.md 2.1 to 2.9, with the verdict by the rule of 2.4. */
export function computeResult(input: ResultInput): Omit<EvaluationResult, 'codeVersion' | 'inputHash'> {
  const counted = input.votes.filter(isCounted);
  const phase: Phase = counted.length >= input.plannedVotes ? 'closed' : 'open';
  const result = {
    phase,
    ...readPlan(counted.length, input.plannedVotes),
    ...readVerdict(counted, phase),
    ...readTrust(counted, input.seed),
    ...readLabels(counted, phase),
    raters: readRaters(input.votes),
    excluded: countExcluded(input),
    cut: { ...input.cut, maxTokens: input.maxTokens },
  };
  return { ...result, notes: listNotes(result) };
}

function readPlan(cast: number, plannedVotes: number) {
  return { cast, plannedVotes, votesLeft: Math.max(0, plannedVotes - cast) };
}

function readVerdict(votes: readonly CastVote[], phase: Phase) {
  const counts = countVotes(votes.map(vote => vote.outcome));
  const scores = toScores(votes);
  const { at95, at90, method } = estimateInterval(scores, phase);
  const rate = supportRate(counts);
  const verdict = decideVerdict({
    rate: rate ?? 0.5,
    decisive: counts.wins + counts.losses,
    phase,
    at95,
    at90,
  });
  const designEffect = scores.length > 0 ? scores.length / countIndependent(scores, phase) : 1;
  const moreVotes = verdict.kind === 'band' ? null : estimateRemainingVotes(counts, phase, designEffect);
  return {
    n: countPreferences(counts),
    counts,
    rate,
    interval95: at95,
    interval90: at90,
    intervalMethod: method,
    verdict,
    reason: explainVerdict({ verdict, rate, counts, at95, at90, moreVotes }),
    moreVotes,
    decisiveRate: decisiveRate(counts),
    pessimisticRate: pessimisticRate(counts),
    tieRate: tieRate(counts),
    bothBadRate: bothBadRate(counts),
  };
}

/** What is printed beside the verdict and changes no word of it. */
function readTrust(votes: readonly CastVote[], seed: number) {
  const scores = toScores(votes);
  return {
    otherRaters: otherRatersInterval(scores),
    withoutOneRater: rangeWithoutOneRater(scores),
    position: measurePositionEffect(scores),
    length: controlLength(scores),
    agreement: measureAgreement(toPreferences(votes), seededRandom(`${seed} agreement`)),
  };
}

function readLabels(votes: readonly CastVote[], phase: Phase) {
  const labels = compareLabels(votes, phase);
  const rates = labels.flatMap(label => (label.rate === null ? [] : [label.rate]));
  return {
    labels,
    macroRate: rates.length > 0 ? rates.reduce((sum, rate) => sum + rate, 0) / rates.length : null,
  };
}
