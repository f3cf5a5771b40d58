import { isCjk } from './scripts.ts';

/**
 * Tokens of a text without a tokenizer: one per CJK character, one per four other characters.
 * High for Qwen on Chinese (about 0.7), right within a fifth for English; the pre-flight check of a run
 * counts with the real tokenizer, this one only has to catch rows of another order of magnitude.
 */
export function estimateTokens(text: string): number {
  let cjk = 0;
  let other = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (isCjk(text.charCodeAt(at))) cjk += 1;
    else other += 1;
  }
  return cjk + Math.ceil(other / 4);
}
