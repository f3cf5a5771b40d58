import { normalQuantile } from './normal-distribution.ts';

export type SamplePlan = {
  /** The two rates to tell apart, in (0, 1). */
  from: number;
  to: number;
  power?: number;
  alpha?: number;
  /** Votes per cluster and their correlation, for DEFF = 1 + (m - 1)·rho. */
  votesPerPrompt?: number;
  correlation?: number;
};

/**
 * Votes needed to tell two support rates apart, two-sided:
 * n = ((z_{1-a/2} √(p0 q0) + z_{1-b} √(p1 q1)) / (p1 - p0))² · DEFF. (loop.md 2.3)
 */
export function planSample(plan: SamplePlan): number {
  const { from, to, power = 0.8, alpha = 0.05, votesPerPrompt = 1, correlation = 0 } = plan;
  const error = normalQuantile(1 - alpha / 2) * Math.sqrt(from * (1 - from));
  const miss = normalQuantile(power) * Math.sqrt(to * (1 - to));
  const designEffect = 1 + (votesPerPrompt - 1) * correlation;
  return Math.ceil(((error + miss) / (to - from)) ** 2 * designEffect);
}
