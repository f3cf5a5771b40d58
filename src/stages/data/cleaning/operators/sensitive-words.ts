import { conversationTextOf } from '../../records/payload.ts';
import { keep, type Operator } from '../operator.ts';
import type { Settings } from '../recipe.ts';

type Signal = { words: string[] };

/** Words that the project listed. Chinese words match anywhere, words with letters only as whole words. */
export const sensitiveWords: Operator<Signal, Settings<'sensitive_words'>> = {
  name: 'sensitive_words',
  version: 1,
  measuredWith: ({ words }) => words,

  measure(row, { words }) {
    const text = conversationTextOf(row).normalize('NFKC').toLowerCase();
    return { words: words.filter(word => contains(text, word.normalize('NFKC').toLowerCase())) };
  },

  decide({ words }, { action }) {
    if (words.length === 0) return keep;
    const reason = `The row holds ${words.map(word => `"${word}"`).join(', ')} of the project's list.`;
    return { action, code: 'sensitive_word', reason, evidence: { words } };
  },
};

function contains(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (!isLetter(word[0]!) || !isLetter(text[at - 1] ?? ' ')) {
      if (!isLetter(word.at(-1)!) || !isLetter(text[at + word.length] ?? ' ')) return true;
    }
  }
  return false;
}

const isLetter = (character: string) =>
  /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{N}]/u.test(character);
