import { mapTexts, textsOf } from '../../records/payload.ts';
import { count, keep, type Operator } from '../operator.ts';
import type { Settings } from '../recipe.ts';

type Signal = { removed: number; lineEnds: number };

/** Takes out what nobody sees and every tokenizer does. Joiners that a script or an emoji needs stay. */
export const invisibleCharacters: Operator<Signal, Settings<'invisible_characters'>> = {
  name: 'invisible_characters',
  version: 1,

  measure(row) {
    const texts = textsOf(row);
    const removed = texts.reduce((sum, text) => sum + (text.match(invisible)?.length ?? 0), 0);
    const lineEnds = texts.reduce((sum, text) => sum + (text.match(oddLineEnds)?.length ?? 0), 0);
    return { removed, lineEnds };
  },

  decide({ removed, lineEnds }, _settings, row) {
    if (removed + lineEnds === 0) return keep;
    return {
      action: 'modify',
      code: 'invisible_removed',
      reason: `${count(removed, 'invisible character')} removed and ${count(lineEnds, 'line end')} made uniform.`,
      evidence: { removed, lineEnds },
      payload: mapTexts(row, showOnly),
    };
  },
};

const showOnly = (text: string) => text.replace(oddLineEnds, '\n').replace(invisible, '');

const oddLineEnds = /\r\n?|[\u2028\u2029]/g;

const joined = String.raw`\p{Extended_Pictographic}\uFE0F\p{Emoji_Modifier}\p{Script=Arabic}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Myanmar}`;
const invisible = new RegExp(
  [
    String.raw`[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u00AD\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\uFEFF\uFFF9-\uFFFB]`,
    String.raw`(?<![${joined}])[\u200C\u200D]|[\u200C\u200D](?![${joined}])`,
    String.raw`(?<![\u{1F3F4}\u{E0020}-\u{E007F}])[\u{E0000}-\u{E007F}]`,
  ].join('|'),
  'gu',
);
