import { wantedAnswerOf } from '../../records/payload.ts';
import { excerpt, keep, type Operator } from '../operator.ts';
import type { Settings } from '../recipe.ts';

type Signal = { kind: 'identity' | 'refusal' | null; example: string | null };

/**
 * Boilerplate of other assistants at the opening of an answer. Only the opening counts: words such as "illegal"
 * further on belong to good answers, and a right refusal should stay in the data.
 */
export const refusal: Operator<Signal, Settings<'refusal'>> = {
  name: 'refusal',
  version: 1,

  measure(row) {
    const opening = wantedAnswerOf(row).trimStart().slice(0, 80);
    const example = excerpt(opening);
    if (identity.some(pattern => pattern.test(opening))) return { kind: 'identity', example };
    if (refusals.some(pattern => pattern.test(opening))) return { kind: 'refusal', example };
    return { kind: null, example: null };
  },

  decide({ kind, example }, chosen) {
    if (kind === null) return keep;
    const code = kind === 'identity' ? 'identity_boilerplate' : 'refusal_boilerplate';
    const what = kind === 'identity' ? 'speaks as another assistant' : 'opens with a refusal';
    return { action: chosen[kind], code, reason: `The answer ${what}: "${example}".`, evidence: { kind } };
  },
};

const identity = [
  /\bas an? (?:ai|artificial intelligence|(?:large )?language model)\b/i,
  /\bI(?:'m| am) (?:an AI|a (?:large )?language model|ChatGPT|Claude|Gemini|an assistant trained by)/i,
  /作为(?:一个|一名|一款)?\s*(?:人工智能|AI|大?语言模型)/i,
  /我是(?:一个|一名|一款)?\s*(?:人工智能|AI|大?语言模型|ChatGPT|通义千问|文心一言|豆包|Kimi)/i,
];

const refusals = [
  /^(?:I'm |I am )?(?:very |so )?sorry,? (?:but )?I (?:can(?:'t|not)|am (?:not able|unable)) (?:to )?(?:help|assist|answer|provide|fulfil|comply|do that)/i,
  /^I (?:can(?:'t|not)|am unable to) (?:help|assist|answer|comply|provide)/i,
  /^(?:很|非常)?(?:抱歉|对不起)[，,]?\s*我(?:无法|不能|没办法)(?:回答|提供|满足|协助|处理)/,
  /^我没有能力/,
];
