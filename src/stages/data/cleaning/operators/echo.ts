import { promptTurnsOf, wantedAnswerOf } from '../../records/payload.ts';
import { normalisedKey } from '../../duplicates/normalise.ts';
import { excerpt, keep, type Operator } from '../operator.ts';
import type { Settings } from '../recipe.ts';

type Signal = { same: boolean; repeatsQuestion: boolean; characters: number };

/** An answer that only says the question again. Short greetings may be returned: "你好" answers "你好". */
export const echo: Operator<Signal, Settings<'echo'>> = {
  name: 'echo',
  version: 1,

  measure(row) {
    const question = normalisedKey(promptTurnsOf(row).at(-1)?.content ?? '');
    const answer = normalisedKey(wantedAnswerOf(row));
    return {
      same: question !== '' && question === answer,
      repeatsQuestion: question !== answer && question !== '' && answer.startsWith(question),
      characters: question.length,
    };
  },

  decide({ same, repeatsQuestion, characters }, { minCharacters }, row) {
    if (characters < minCharacters) return keep;
    const evidence = { characters };
    const question = excerpt(promptTurnsOf(row).at(-1)?.content ?? '');
    if (same)
      return {
        action: 'drop',
        code: 'echo',
        reason: `The answer is the question again: "${question}".`,
        evidence,
      };
    if (repeatsQuestion && characters >= 3 * minCharacters)
      return {
        action: 'flag',
        code: 'repeats_question',
        reason: 'The answer begins with the whole question.',
        evidence,
      };
    return keep;
  },
};
