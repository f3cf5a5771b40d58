import { criticalT } from './student-distribution.ts';
import { type Interval, scoreInterval } from './wilson-interval.ts';

/** One counted vote: its score (1, ½, 0) and the two things that may repeat. */
export type ClusteredScore = { score: number; prompt: string; rater: string };

export type ClusterBy = 'prompt' | 'rater' | 'prompt and rater';

/**
 * Standard error of the mean when votes inside a cluster move together, Miller's form (arXiv 2411.00640):
 * SE² = SE_naive² + (1/n²) Σ_c Σ_i Σ_{j≠i} (x_ic - m)(x_jc - m), with SE_naive² = Σ(x - m)² / (n(n-1)).
 * Two-way after Cameron, Gelbach and Miller: V_prompt + V_rater - V_both, and max(V_prompt, V_rater) where that is <= 0.
 */
export function clusterStandardError(votes: readonly ClusteredScore[], by: ClusterBy): number {
  const mean = meanScore(votes);
  const prompt = clusterVariance(votes, mean, vote => vote.prompt);
  const rater = clusterVariance(votes, mean, vote => vote.rater);
  if (by === 'prompt') return Math.sqrt(prompt);
  if (by === 'rater') return Math.sqrt(rater);
  const both = clusterVariance(votes, mean, vote => JSON.stringify([vote.prompt, vote.rater]));
  const combined = prompt + rater - both;
  return Math.sqrt(combined > 0 ? combined : Math.max(prompt, rater));
}

/**
 * Wilson's interval on the effective number of votes s(1-s)/SE² (never more than n), with t on G-1 degrees of freedom:
 * unlike s ± t·SE it stays inside [0, 1] and does not shrink to a point when everybody agrees. Null below two clusters.
 */
export function clusterInterval(
  votes: readonly ClusteredScore[],
  by: ClusterBy,
  level = 0.95,
): Interval | null {
  const degrees = countClusters(votes, by) - 1;
  if (degrees < 1) return null;
  return scoreInterval(meanScore(votes), effectiveVotes(votes, by), criticalT(level, degrees));
}

/** Without any disagreement the error is zero and says nothing: by prompt, votes on one prompt then count once. */
export function effectiveVotes(votes: readonly ClusteredScore[], by: ClusterBy): number {
  const mean = meanScore(votes);
  const error = clusterStandardError(votes, by);
  if (error === 0 && by === 'prompt') return leastEffectiveVotes(votes);
  return error > 0 ? Math.min(votes.length, (mean * (1 - mean)) / error ** 2) : votes.length;
}

/**
 * N²/Σk² with k votes on a prompt: what the votes are worth at least, namely when all who saw a prompt said the same of it.
 * N where no prompt was asked twice.
 */
export function leastEffectiveVotes(votes: readonly { prompt: string }[]): number {
  const perPrompt = new Map<string, number>();
  for (const { prompt } of votes) perPrompt.set(prompt, (perPrompt.get(prompt) ?? 0) + 1);
  let squares = 0;
  for (const count of perPrompt.values()) squares += count * count;
  return squares > 0 ? votes.length ** 2 / squares : 0;
}

export function meanScore(votes: readonly { score: number }[]): number {
  return votes.reduce((sum, vote) => sum + vote.score, 0) / votes.length;
}

/** The variance of the mean: naive, plus the cross products inside each cluster; a sum squared holds both. */
function clusterVariance(
  votes: readonly ClusteredScore[],
  mean: number,
  keyOf: (vote: ClusteredScore) => string,
): number {
  const n = votes.length;
  const sums = new Map<string, number>();
  let squares = 0;
  for (const vote of votes) {
    const deviation = vote.score - mean;
    squares += deviation ** 2;
    sums.set(keyOf(vote), (sums.get(keyOf(vote)) ?? 0) + deviation);
  }
  const crossed = [...sums.values()].reduce((total, sum) => total + sum ** 2, 0) - squares;
  return Math.max(0, squares / (n * Math.max(1, n - 1)) + crossed / n ** 2);
}

function countClusters(votes: readonly ClusteredScore[], by: ClusterBy): number {
  const prompts = new Set(votes.map(vote => vote.prompt)).size;
  const raters = new Set(votes.map(vote => vote.rater)).size;
  return by === 'prompt' ? prompts : by === 'rater' ? raters : Math.min(prompts, raters);
}
