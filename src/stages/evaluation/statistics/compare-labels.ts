import { logEvidence } from './anytime-interval.ts';
import type { ClusteredScore } from './cluster-interval.ts';
import {
  countPreferences,
  countVotes,
  type Outcome,
  scoreOf,
  supportRate,
  type VoteCounts,
} from './count-votes.ts';
import { decideBand, type Verdict } from './decide-verdict.ts';
import { countIndependent, estimateInterval, type Phase } from './estimate-interval.ts';
import { twoSidedP } from './normal-distribution.ts';
import type { Interval } from './wilson-interval.ts';

/** `cluster` = the conversation: votes on one are not independent. */
export type LabelVote = { labels: readonly string[]; outcome: Outcome; cluster: string; rater: string };

export type LabelReading = {
  label: string;
  counts: VoteCounts;
  n: number;
  rate: number | null;
  interval: Interval;
  /** Share of all counted votes that carry this label. */
  share: number;
  p: number;
  /** Different from one half after Benjamini-Hochberg over the labels. */
  isDifferent: boolean;
  /** Null below 30 votes: a small label gets a number and no word. */
  verdict: Verdict | null;
  /** The whole interval lies below one half: this label alone stops an automatic release. */
  blocksRelease: boolean;
};

const smallestLabel = 30;
const falseDiscoveryRate = 0.1;

/** One reading per label, most votes first. A word that rests on "not one half" must survive Benjamini-Hochberg. (loop.md 2.8) */
export function compareLabels(votes: readonly LabelVote[], phase: Phase): LabelReading[] {
  const counted = countPreferences(countVotes(votes.map(vote => vote.outcome)));
  const labels = [...new Set(votes.flatMap(vote => vote.labels))].sort();
  const measured = labels.map(label =>
    measureLabel(
      label,
      votes.filter(vote => vote.labels.includes(label)),
      counted,
      phase,
    ),
  );
  const large = measured.filter(reading => reading.n >= smallestLabel);
  const different = benjaminiHochberg(large.map(reading => reading.p));
  for (const [index, reading] of large.entries()) {
    reading.isDifferent = different[index]!;
    if (needsDifference(reading.verdict) && !reading.isDifferent)
      reading.verdict = { kind: 'not_distinguishable', rule: 10 };
  }
  return measured.sort((a, b) => b.n - a.n);
}

/** Which of the hypotheses are discoveries at false discovery rate q: p_(i) <= q·i/m for the largest such i and all before. */
export function benjaminiHochberg(pValues: readonly number[], q = falseDiscoveryRate): boolean[] {
  const order = pValues.map((p, index) => ({ p, index })).sort((a, b) => a.p - b.p);
  const last = order.findLastIndex(({ p }, i) => p <= (q * (i + 1)) / order.length);
  const found = new Set(order.slice(0, last + 1).map(({ index }) => index));
  return pValues.map((_, index) => found.has(index));
}

function measureLabel(label: string, votes: readonly LabelVote[], counted: number, phase: Phase) {
  const counts = countVotes(votes.map(vote => vote.outcome));
  const n = countPreferences(counts);
  const rate = supportRate(counts);
  const { at95, at90, p } = judgeScores(votes.flatMap(toScore), phase);
  const verdict = rate !== null && n >= smallestLabel ? decideBand({ rate, at95, at90 }) : null;
  const reading: LabelReading = {
    label,
    counts,
    n,
    rate,
    interval: at95,
    share: counted > 0 ? n / counted : 0,
    p,
    isDifferent: false,
    verdict,
    blocksRelease: verdict !== null && at95.high < 0.5,
  };
  return reading;
}

/** The intervals of the whole result, and the p of "one half". Closed: a score test. Open: p = min(1, 1/E). */
function judgeScores(scores: readonly ClusteredScore[], phase: Phase) {
  const { at95, at90 } = estimateInterval(scores, phase);
  const n = countIndependent(scores, phase);
  const wins =
    scores.length > 0 ? (n * scores.reduce((sum, { score }) => sum + score, 0)) / scores.length : 0;
  if (phase === 'open') return { at95, at90, p: Math.min(1, Math.exp(-logEvidence(wins, n - wins, 0.5))) };
  return { at95, at90, p: n > 0 ? twoSidedP((wins / n - 0.5) / Math.sqrt(0.25 / n)) : 1 };
}

function toScore({ outcome, cluster, rater }: LabelVote): ClusteredScore[] {
  const score = scoreOf(outcome);
  return score === undefined ? [] : [{ score, prompt: cluster, rater }];
}

function needsDifference(verdict: Verdict | null): boolean {
  return verdict?.kind === 'band' && verdict.band !== 'no_progress';
}
