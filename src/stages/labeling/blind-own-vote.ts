import type { Judgement } from './judgement.contract.ts';

/**
 * A blind vote is given back to who cast it as it was given: left or right, not what stood there. While it can still be
 * taken back, anything more would tell how to cast it again.
 */
export function blindOwnVote(judgement: Judgement, raterId: string): Judgement {
  const { round, actorId, detail } = judgement;
  if (actorId !== raterId || (round !== 'vote' && round !== 'gold')) return judgement;
  const { leftArm: _, ...given } = detail;
  return { ...judgement, value: { verdict: detail.verdict }, detail: given };
}
