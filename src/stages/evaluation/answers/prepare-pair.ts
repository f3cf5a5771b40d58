import { findIdentityLeak } from './find-identity-leak.ts';

export type PairFate =
  | { state: 'votable' }
  /** Nobody is asked; reported as an automatic tie, and never part of N. */
  | { state: 'identical' }
  | { state: 'leaking'; word: string };

export type AnswerPair = {
  baseline: string;
  candidate: string;
  /** Names that an answer may not give away. */
  ownNames: readonly string[];
  /** System prompt, question and reference: what an answer may say because the subject says it. */
  familiar: string;
};

/** Decides before the vote whether a pair of answers may be shown. */
export function preparePair({ baseline, candidate, ownNames, familiar }: AnswerPair): PairFate {
  if (normalise(baseline) === normalise(candidate)) return { state: 'identical' };
  const word =
    findIdentityLeak(baseline, ownNames, familiar) ?? findIdentityLeak(candidate, ownNames, familiar);
  return word === undefined ? { state: 'votable' } : { state: 'leaking', word };
}

/** What a reader cannot see does not make two answers different. */
function normalise(answer: string): string {
  return answer.normalize('NFC').replace(/\s+/gu, ' ').trim();
}
