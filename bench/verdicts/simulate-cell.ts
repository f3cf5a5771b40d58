import { decideVerdict, type Verdict } from '#stages/evaluation/statistics/decide-verdict.ts';
import {
  estimateInterval,
  type IntervalPair,
  otherRatersInterval,
} from '#stages/evaluation/statistics/estimate-interval.ts';
import { type Random, seededRandom } from '../seeded-random.ts';
import { castStudy, scheduleRaters, type SimulatedRater, type SimulatedVote } from './cast-study.ts';
import type { CellReport, CoverageCell, CoverageReport, VerdictCell } from './verdict-cell.ts';

const lookEvery = 5;

/** Runs one cell with the product's own intervals and its own rule; the same seed gives the same studies. */
export function simulateCell(cell: VerdictCell, runs: number, seed: number): CellReport {
  const random = seededRandom(seed);
  const report: CellReport = { cell, runs, wrong: 0, confirmed: 0, wrongBands: {} };
  for (let run = 0; run < runs; run += 1) {
    const votes = castStudy(scheduleRaters(ratersOf(cell), cell.votes, cell.isUneven, random), cell, random);
    const claims = cell.phase === 'closed' ? judgeClosed(votes) : judgeOpen(cell, votes);
    const wrong = claims.find(claim => !isTrue(claim));
    if (claims.length > 0) report.confirmed += 1;
    if (!wrong) continue;
    report.wrong += 1;
    report.wrongBands[wrong.band] = (report.wrongBands[wrong.band] ?? 0) + 1;
  }
  return report;
}

/** Raters around the common rate, their mean exactly on it. */
function ratersOf(cell: VerdictCell): SimulatedRater[] {
  const reach = Math.min(cell.spread, 0.97 - cell.rate, cell.rate - 0.03);
  return Array.from({ length: cell.raters }, (_, i) => ({
    name: `r${i}`,
    rate: cell.rate + reach * ((2 * i) / (cell.raters - 1) - 1),
    ties: cell.ties,
    leftHabit: Math.min(cell.leftHabit, 2 * (0.97 - cell.rate)),
  }));
}

type Claim = { band: string; truth: number };

/** The true rate of who has voted: each rater's own, weighed by how often they were asked. */
const truthOf = (votes: readonly SimulatedVote[]): number =>
  votes.reduce((sum, { voter }) => sum + voter.rate, 0) / votes.length;

function judgeClosed(votes: readonly SimulatedVote[]): Claim[] {
  const { rate, decisive } = count(votes, votes.length);
  return confirmedIn(
    decideVerdict({ rate, decisive, phase: 'closed', ...estimateInterval(votes, 'closed') }),
    votes,
  );
}

/** Somebody looks after every fifth vote, and believes the first thing that is called confirmed, and the next, and the next. */
function judgeOpen(cell: VerdictCell, votes: readonly SimulatedVote[]): Claim[] {
  const claims: Claim[] = [];
  for (let n = lookEvery; n <= votes.length; n += lookEvery) {
    const { rate, decisive } = count(votes, n);
    const verdict = decideVerdict({ rate, decisive, phase: 'open', ...openInterval(cell, votes, n, rate) });
    claims.push(...confirmedIn(verdict, votes.slice(0, n)));
  }
  return claims;
}

const known = new Map<string, IntervalPair>();

/** Where no prompt repeats, the sequence depends on the number of votes and their sum alone: equal looks are computed once. */
function openInterval(
  cell: VerdictCell,
  votes: readonly SimulatedVote[],
  n: number,
  rate: number,
): IntervalPair {
  if (cell.votesPerPrompt > 1) return estimateInterval(votes.slice(0, n), 'open');
  const key = `${n} ${Math.round(rate * n * 2)}`;
  const pair = known.get(key) ?? estimateInterval(votes.slice(0, n), 'open');
  known.set(key, pair);
  return pair;
}

function count(votes: readonly SimulatedVote[], n: number): { rate: number; decisive: number } {
  let [sum, decisive] = [0, 0];
  for (let i = 0; i < n; i += 1) {
    sum += votes[i]!.score;
    if (votes[i]!.score !== 0.5) decisive += 1;
  }
  return { rate: sum / n, decisive };
}

function confirmedIn(verdict: Verdict, votes: readonly SimulatedVote[]): Claim[] {
  if (verdict.kind !== 'band' || verdict.strength !== 'confirmed') return [];
  return [{ band: verdict.band, truth: truthOf(votes) }];
}

/** Rounded, so that a rate of exactly .80 is not above it by the last bit of a sum. */
function isTrue({ band, truth }: Claim): boolean {
  const rate = Math.round(truth * 1e9) / 1e9;
  if (band === 'harmful') return rate < 0.5;
  if (band === 'no_progress') return rate >= 0.45 && rate <= 0.55;
  if (band === 'not_good_enough') return rate > 0.5 && rate < 0.7;
  return band === 'success' ? rate >= 0.7 : rate > 0.8;
}

/** How often the interval "if other people voted" holds the rate of all the people whom the raters were drawn from. */
export function simulateCoverage(cell: CoverageCell, runs: number, seed: number): CoverageReport {
  const random = seededRandom(seed);
  const report: CoverageReport = { cell, runs, covered: 0, width: 0 };
  for (let run = 0; run < runs; run += 1) {
    const raters = drawRaters(cell, random);
    const votes = castStudy(scheduleRaters(raters, cell.votes, cell.isUneven, random), cell, random);
    const interval = otherRatersInterval(votes);
    if (!interval) throw new Error(`no interval for ${cell.raters} raters`);
    if (interval.low <= cell.rate && cell.rate <= interval.high) report.covered += 1;
    report.width += (interval.high - interval.low) / runs;
  }
  return report;
}

function drawRaters(cell: CoverageCell, random: Random): SimulatedRater[] {
  const alpha = cell.rate * cell.concentration;
  const beta = (1 - cell.rate) * cell.concentration;
  return Array.from({ length: cell.raters }, (_, i) => {
    const [a, b] = [drawGamma(alpha, random), drawGamma(beta, random)];
    return { name: `r${i}`, rate: a / (a + b), ties: cell.ties, leftHabit: 0 };
  });
}

/** Marsaglia and Tsang (2000), for a shape of at least 1. */
function drawGamma(shape: number, random: Random): number {
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const z = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const v = (1 + c * z) ** 3;
    if (v > 0 && Math.log(1 - random()) < 0.5 * z * z + d - d * v + d * Math.log(v)) return d * v;
  }
}
