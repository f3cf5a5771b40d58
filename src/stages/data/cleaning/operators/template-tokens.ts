import { mapTexts, textsOf } from '../../records/payload.ts';
import { count, excerpt, keep, type Operator } from '../operator.ts';
import type { Settings } from '../recipe.ts';

type Signal = { tokens: number; example: string | null; turnsInside: number };

/**
 * Removes the marks of chat templates that leaked into texts: a model that learns them stops in the wrong place.
 * Where a mark opens a second turn in the middle of a message the row is set aside, because a person has to cut it.
 */
export const templateTokens: Operator<Signal, Settings<'template_tokens'>> = {
  name: 'template_tokens',
  version: 1,

  measure(row) {
    const texts = textsOf(row);
    const found = texts.flatMap(text => text.match(anyToken) ?? []);
    const turnsInside = texts.filter(hasTurnInside).length;
    return { tokens: found.length, example: found[0] ? excerpt(found[0], 24) : null, turnsInside };
  },

  decide({ tokens, example, turnsInside }, _settings, row) {
    if (tokens === 0) return keep;
    const evidence = { tokens, example };
    if (turnsInside > 0) {
      const reason = `A message holds another turn behind "${example}"; it has to be cut by a person.`;
      return { action: 'set_aside', code: 'turns_in_message', reason, evidence };
    }
    return {
      action: 'modify',
      code: 'template_tokens_removed',
      reason: `${count(tokens, 'mark')} of a chat template removed (${example}).`,
      evidence,
      payload: mapTexts(row, withoutTokens),
    };
  },
};

const opener = String.raw`<\|im_start\|>[ \t]*(?:system|user|assistant)?\n?|<\|start_header_id\|>\w+<\|end_header_id\|>\n*|<start_of_turn>[ \t]*(?:user|model)?\n?|<\|(?:system|user|assistant)\|>\n?|\[INST\]|<<SYS>>`;
const closer = String.raw`<\|im_end\|>|<\|endoftext\|>|<\|eot_id\|>|<\|begin_of_text\|>|<\|end_of_text\|>|<end_of_turn>|\[/INST\]|<</SYS>>|</?s>|<\|end▁of▁sentence\|>|\[gMASK\]|<sop>`;
const anyToken = new RegExp(`${opener}|${closer}`, 'g');
const turnOpener = new RegExp(opener, 'g');

function withoutTokens(text: string): string {
  return text
    .replace(/[ \t]*\n?$/, '')
    .replace(anyToken, '')
    .trim();
}

function hasTurnInside(text: string): boolean {
  return [...text.matchAll(turnOpener)].some(
    ({ index }) => text.slice(0, index).replace(anyToken, '').trim() !== '',
  );
}
