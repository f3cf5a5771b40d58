import { estimateTokens } from '../../records/estimate-tokens.ts';
import { answerOf, rejectedOf } from '../../records/payload.ts';
import { keep, type Operator } from '../operator.ts';
import type { Settings } from '../recipe.ts';

type Signal = { tokens: number; answerTokens: number; characters: number };

/**
 * Sets aside what is longer than training can use, estimated without a tokenizer; flags answers that are very short. Of a
 * pair each answer is trained behind the question on its own: the longer one counts.
 */
export const length: Operator<Signal, Settings<'length'>> = {
  name: 'length',
  version: 1,

  measure(row) {
    const turns = row.messages.map(({ content }) => content);
    const [chosen, rejected] = [turns.at(-1) ?? '', rejectedOf(row) ?? ''];
    const text = [...turns.slice(0, -1), rejected.length > chosen.length ? rejected : chosen].join('\n');
    return {
      tokens: estimateTokens(text),
      answerTokens: estimateTokens(answerOf(row)),
      characters: text.length,
    };
  },

  decide({ tokens, answerTokens, characters }, { maxTokens, minAnswerTokens }) {
    const evidence = { tokens, answerTokens, characters };
    if (tokens > maxTokens) {
      const reason = `The row has about ${tokens} tokens (${characters} characters); the limit is ${maxTokens}.`;
      return { action: 'set_aside', code: 'too_long', reason, evidence };
    }
    // An empty answer is named by its own operator.
    if (answerTokens > 0 && answerTokens < minAnswerTokens) {
      const reason = `The answer has about ${answerTokens} tokens; the least is ${minAnswerTokens}.`;
      return { action: 'flag', code: 'answer_too_short', reason, evidence };
    }
    return keep;
  },
};
