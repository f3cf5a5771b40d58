import { meanScore } from '../statistics/cluster-interval.ts';
import { estimateInterval } from '../statistics/estimate-interval.ts';
import { type CastVote, isCounted, toScores } from './cast-votes.ts';
import type { Course } from './vote-list.contract.ts';

const mostPoints = 160;

/** The support rate after every preference, with the interval that pays for being looked at; thinned evenly, the last one kept. */
export function traceCourse(votes: readonly CastVote[]): Course['points'] {
  const scores = toScores(votes.filter(isCounted));
  const step = Math.max(1, Math.ceil(scores.length / mostPoints));
  return scores.flatMap((_, index) => {
    const n = index + 1;
    if (n % step !== 0 && n !== scores.length) return [];
    const soFar = scores.slice(0, n);
    return [{ n, rate: meanScore(soFar), ...estimateInterval(soFar, 'open').at95 }];
  });
}
