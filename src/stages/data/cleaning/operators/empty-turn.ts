import { desirableOf, rejectedOf } from '../../records/payload.ts';
import { keep, type Operator } from '../operator.ts';
import type { Settings } from '../recipe.ts';

type Signal = { emptyUser: number; emptyAssistant: number; placeholder: string | null };

/** A turn without a letter, a digit or a sign that means something teaches nothing. */
export const emptyTurn: Operator<Signal, Settings<'empty_turn'>> = {
  name: 'empty_turn',
  version: 1,

  measure({ messages, ...row }) {
    const empty = messages.filter(({ content }) => !meaningful.test(content));
    const answers = desirableOf(row) === false ? [] : messages.filter(({ role }) => role === 'assistant');
    const isRejectedEmpty = !meaningful.test(rejectedOf(row) ?? 'a');
    return {
      emptyUser: empty.filter(({ role }) => role === 'user').length,
      emptyAssistant: empty.filter(({ role }) => role === 'assistant').length + Number(isRejectedEmpty),
      placeholder: answers.find(({ content }) => placeholder.test(content.trim()))?.content.trim() ?? null,
    };
  },

  decide({ emptyUser, emptyAssistant, placeholder: word }) {
    const evidence = { emptyUser, emptyAssistant };
    if (emptyAssistant > 0)
      return { action: 'drop', code: 'empty_answer', reason: 'An answer is empty.', evidence };
    if (word)
      return {
        action: 'drop',
        code: 'placeholder_answer',
        reason: `The answer is only "${word}".`,
        evidence: { word },
      };
    if (emptyUser > 0)
      return { action: 'drop', code: 'empty_question', reason: 'A question is empty.', evidence };
    return keep;
  },
};

const meaningful = /[\p{L}\p{N}\p{Emoji_Presentation}\p{Sc}]/u;
/** What programs write where they have nothing. "None" and 无 can be answers and stay. */
const placeholder = /^(?:null|undefined|nan|#?n\/a|\[object Object\])$/i;
