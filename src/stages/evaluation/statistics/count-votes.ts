/**
 * The five answers a rater can give, seen from the candidate: wins and losses are decisive, a tie is half a support,
 * both bad is a quality alarm and no preference, a skip says nothing. (loop.md 2.1)
 */
export type VoteCounts = { wins: number; losses: number; ties: number; bothBad: number; skips: number };

export type Outcome = 'candidate' | 'baseline' | 'tie' | 'both_bad' | 'skip';

export function countVotes(outcomes: Iterable<Outcome>): VoteCounts {
  const counts = { wins: 0, losses: 0, ties: 0, bothBad: 0, skips: 0 };
  for (const outcome of outcomes) counts[counterOf[outcome]]++;
  return counts;
}

const counterOf = {
  candidate: 'wins',
  baseline: 'losses',
  tie: 'ties',
  both_bad: 'bothBad',
  skip: 'skips',
} as const satisfies Record<Outcome, keyof VoteCounts>;

type Preferences = Pick<VoteCounts, 'wins' | 'losses' | 'ties'>;

/** N = W + L + T: the votes that carry a preference or its absence. */
export function countPreferences({ wins, losses, ties }: Preferences): number {
  return wins + losses + ties;
}

/** s = (W + T/2) / N, in [0, 1]; null without votes. */
export function supportRate(counts: Preferences): number | null {
  return ratio(counts.wins + counts.ties / 2, countPreferences(counts));
}

/** W / (W + L): what remains when ties are set aside. */
export function decisiveRate({ wins, losses }: Preferences): number | null {
  return ratio(wins, wins + losses);
}

/** W / N: a tie is not support. */
export function pessimisticRate(counts: Preferences): number | null {
  return ratio(counts.wins, countPreferences(counts));
}

export function tieRate(counts: Preferences): number | null {
  return ratio(counts.ties, countPreferences(counts));
}

/** B / (N + B). */
export function bothBadRate(counts: VoteCounts): number | null {
  return ratio(counts.bothBad, countPreferences(counts) + counts.bothBad);
}

/** What one outcome adds to s: 1, ½ or 0; undefined where it does not enter N. */
export function scoreOf(outcome: Outcome): number | undefined {
  return { candidate: 1, tie: 0.5, baseline: 0, both_bad: undefined, skip: undefined }[outcome];
}

function ratio(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null;
}
