import { logBeta } from './log-gamma.ts';
import type { Interval } from './wilson-interval.ts';

/**
 * ln E_n(p0) of the beta-binomial mixture e-process with a = b = 1: E = B(1+w, 1+l) / (B(1,1) · p0^w · (1-p0)^l).
 * E >= 1/alpha rejects p0 at any moment (Ville); w and l may be fractional, a tie gives half to each side, because
 * a^x b^(1-x) is convex in x and the ratio stays a supermartingale. (loop.md 2.4, 2.5)
 */
export function logEvidence(wins: number, losses: number, rate: number): number {
  return logBeta(1 + wins, 1 + losses) - weigh(wins, rate) - weigh(losses, 1 - rate);
}

/** The anytime-valid confidence sequence {p : E_n(p) < 1/alpha}: it may be looked at after every vote. */
export function anytimeInterval(wins: number, losses: number, level = 0.95): Interval {
  if (wins + losses <= 0) return { low: 0, high: 1 };
  const limit = -Math.log(1 - level);
  const peak = wins / (wins + losses);
  const weight = logBeta(1 + wins, 1 + losses);
  const isOutside = (rate: number) => weight - weigh(wins, rate) - weigh(losses, 1 - rate) >= limit;
  return {
    low: wins === 0 ? 0 : bisect(0, peak, isOutside),
    high: losses === 0 ? 1 : bisect(1, peak, isOutside),
  };
}

/** E is convex in p with its minimum at the observed rate, so each side has one crossing. */
function bisect(outside: number, inside: number, isOutside: (rate: number) => boolean): number {
  let [out, within] = [outside, inside];
  for (let step = 0; step < 60; step++) {
    const middle = (out + within) / 2;
    if (isOutside(middle)) out = middle;
    else within = middle;
  }
  return within;
}

/** count · ln(rate), where nothing of an impossible thing is certain. */
function weigh(count: number, rate: number): number {
  return count === 0 ? 0 : count * Math.log(rate);
}
