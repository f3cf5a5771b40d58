import { findIdentityLeak } from './find-identity-leak.ts';
import type { ShownAnswer } from './show-answer.ts';

export type PairFate =
  | { state: 'votable' }
  /** Nobody is asked; reported as an automatic tie, and never part of N. */
  | { state: 'identical' }
  /** One answer was cut before its first sentence ended, the other not: everybody would see which one runs on. */
  | { state: 'unfinished' }
  | { state: 'leaking'; word: string };

export type AnswerPair = {
  baseline: ShownAnswer;
  candidate: ShownAnswer;
  /** Names that an answer may not give away. */
  ownNames: readonly string[];
  /** System prompt, question and reference: what an answer may say because the subject says it. */
  familiar: string;
};

/** Decides before the vote whether a pair of answers may be shown, by what raters would see of it. */
export function preparePair({ baseline, candidate, ownNames, familiar }: AnswerPair): PairFate {
  if (normalise(baseline.text) === normalise(candidate.text)) return { state: 'identical' };
  if ((baseline.state === 'unfinished') !== (candidate.state === 'unfinished'))
    return { state: 'unfinished' };
  const [word] = [baseline, candidate].flatMap(
    ({ text }) => findIdentityLeak(text, ownNames, familiar) ?? [],
  );
  return word === undefined ? { state: 'votable' } : { state: 'leaking', word };
}

/** What a reader cannot see does not make two answers different. */
function normalise(answer: string): string {
  return answer.normalize('NFC').replace(/\s+/gu, ' ').trim();
}
