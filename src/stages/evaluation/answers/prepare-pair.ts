import { findIdentityLeak } from './find-identity-leak.ts';

export type PairFate =
  | { state: 'votable' }
  /** Nobody is asked; reported as an automatic tie, and never part of N. */
  | { state: 'identical' }
  | { state: 'leaking'; word: string };

/** Decides before the vote whether a pair of answers may be shown. */
export function preparePair(baseline: string, candidate: string, ownNames: readonly string[]): PairFate {
  if (normalise(baseline) === normalise(candidate)) return { state: 'identical' };
  const word = findIdentityLeak(baseline, ownNames) ?? findIdentityLeak(candidate, ownNames);
  return word === undefined ? { state: 'votable' } : { state: 'leaking', word };
}

/** What a reader cannot see does not make two answers different. */
function normalise(answer: string): string {
  return answer.normalize('NFC').replace(/\s+/gu, ' ').trim();
}
