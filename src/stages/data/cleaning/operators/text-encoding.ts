import { mapTexts, textsOf } from '../../records/payload.ts';
import { count, excerpt, keep, type Operator } from '../operator.ts';
import { repairMojibake } from './repair-mojibake.ts';
import type { Settings } from '../recipe.ts';

type Signal = { repairable: number[]; lost: number; example: string | null };

/** Repairs text that was read in the wrong encoding; sets aside what lost its characters for good. */
export const textEncoding: Operator<Signal, Settings<'text_encoding'>> = {
  name: 'text_encoding',
  version: 1,

  measure(row) {
    const texts = textsOf(row);
    const repairable = texts.flatMap((text, at) => (repairMojibake(text) === text ? [] : [at]));
    const lost = texts.reduce((sum, text) => sum + (text.match(lostCharacters)?.length ?? 0), 0);
    return {
      repairable,
      lost,
      example: repairable.length > 0 ? excerpt(texts[repairable[0]!]!, 24) : null,
    };
  },

  decide({ repairable, lost, example }, { repair, maxLost }, row) {
    if (lost > maxLost) {
      const reason = `The text lost ${count(lost, 'character')} to a wrong encoding; they cannot be restored.`;
      return { action: 'set_aside', code: 'text_lost', reason, evidence: { lost } };
    }
    if (!repair || repairable.length === 0) return keep;
    return {
      action: 'modify',
      code: 'mojibake_repaired',
      reason: `${count(repairable.length, 'message was', 'messages were')} UTF-8 read in the wrong encoding ("${example}") and ${repairable.length === 1 ? 'was' : 'were'} read again.`,
      evidence: { messages: repairable },
      payload: mapTexts(row, repairMojibake),
    };
  },
};

/** The replacement character, and what Chinese systems show for undecodable or uninitialised bytes. */
const lostCharacters = /\uFFFD|锟斤拷|烫烫烫|屯屯屯/g;
