import { anytimeInterval } from './anytime-interval.ts';
import { countPreferences, type VoteCounts } from './count-votes.ts';
import { decideVerdict, minimumDecisiveVotes } from './decide-verdict.ts';
import type { Phase } from './estimate-interval.ts';
import { wilsonInterval } from './wilson-interval.ts';

type Preferences = Pick<VoteCounts, 'wins' | 'losses' | 'ties'>;

const furthestLook = 5000;

/**
 * "About k more votes": the smallest k after which the rule gives a band word, if people go on voting in today's
 * proportions. Null where that takes more than 5,000. `designEffect` = N / independent votes, 1 without clusters.
 */
export function estimateRemainingVotes(counts: Preferences, phase: Phase, designEffect = 1): number | null {
  const n = countPreferences(counts);
  const now = n > 0 ? counts : { wins: 1, losses: 0, ties: 0 };
  for (let k = n > 0 ? 0 : 50; k <= furthestLook; k += Math.max(1, Math.floor(k / 50))) {
    if (hasBandAt(now, n + k, phase, designEffect)) return k;
  }
  return null;
}

function hasBandAt(counts: Preferences, n: number, phase: Phase, designEffect: number): boolean {
  const scale = (votes: number) => (votes * n) / countPreferences(counts);
  const decisive = scale(counts.wins + counts.losses);
  if (decisive < minimumDecisiveVotes) return false;
  const wins = scale(counts.wins + counts.ties / 2);
  const losses = scale(counts.losses + counts.ties / 2);
  const rate = wins / n;
  const at = (level: number) =>
    phase === 'open'
      ? anytimeInterval(wins / designEffect, losses / designEffect, level)
      : wilsonInterval(rate, n / designEffect, level);
  return decideVerdict({ rate, decisive, phase, at95: at(0.95), at90: at(0.9) }).kind === 'band';
}
