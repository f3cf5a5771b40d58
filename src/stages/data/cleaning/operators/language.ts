import { detectLanguage, type Language } from '../../records/detect-language.ts';
import { promptTextOf, wantedAnswerOf } from '../../records/payload.ts';
import { keep, type Operator } from '../operator.ts';
import type { Settings } from '../recipe.ts';

type Signal = { question: Language; answer: Language };

/** Sets aside rows whose answer is in a language that the project does not train: not lost, ready for a base that speaks it. */
export const language: Operator<Signal, Settings<'language'>> = {
  name: 'language',
  version: 1,

  measure: row => ({
    question: detectLanguage(promptTextOf(row)),
    answer: detectLanguage(wantedAnswerOf(row)),
  }),

  decide({ question, answer }, wanted) {
    if (wanted.languages.length === 0) return keep;
    const evidence = { question: question.code, answer: answer.code };
    const answerOk = isWanted(answer, wanted);
    const list = wanted.languages.join(', ');
    if (!answerOk) {
      const reason = `The answer is in ${answer.code}; the project trains ${list}.`;
      return { action: 'set_aside', code: 'other_language', reason, evidence };
    }
    if (!isWanted(question, wanted)) {
      const reason = `The question is in ${question.code}, the answer in ${answer.code}; the project trains ${list}.`;
      return { action: 'set_aside', code: 'other_question_language', reason, evidence };
    }
    return keep;
  },
};

function isWanted(
  { code, scores, letters }: Language,
  { languages, closeScore, minLetters }: Settings<'language'>,
): boolean {
  if (code === 'und' || languages.includes(code)) return true;
  if (!scriptLanguages.has(code) && letters < minLetters) return true;
  const best = Math.max(...Object.values(scores));
  return languages.some(wanted => (scores[wanted] ?? 0) >= closeScore * best);
}

/** Told by their script, these are sure however short the text is. */
const scriptLanguages = new Set(['zh', 'ja', 'ko']);
