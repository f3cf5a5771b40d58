import { wantedAnswerOf } from '../../records/payload.ts';
import { excerpt, keep, type Operator } from '../operator.ts';
import type { Settings } from '../recipe.ts';

type Signal = { repeatedShare: number; loop: string | null; loopShare: number };

/** Answers that run in circles, as models do when they degenerate. Characters, not words: Chinese has no spaces. */
export const repetition: Operator<Signal, Settings<'repetition'>> = {
  name: 'repetition',
  version: 1,

  measure(row) {
    const text = wantedAnswerOf(row).replaceAll(/\s+/g, ' ').slice(0, longestMeasured);
    const loop = text.length >= shortest ? longestLoop(text) : undefined;
    return {
      repeatedShare: text.length >= shortest ? repeatedGrams(text) : 0,
      loop: loop ? excerpt(loop[1]!, 20) : null,
      loopShare: loop ? loop[0].length / text.length : 0,
    };
  },

  decide({ repeatedShare, loop, loopShare }, { maxRepeatedShare, maxLoopShare }) {
    const evidence = { repeatedShare: round(repeatedShare), loopShare: round(loopShare) };
    if (loopShare > maxLoopShare) {
      const reason = `"${loop}" repeats at once and fills ${percent(loopShare)} of the answer.`;
      return { action: 'set_aside', code: 'loops', reason, evidence };
    }
    if (repeatedShare > maxRepeatedShare) {
      const reason = `${percent(repeatedShare)} of the answer has been said in it before.`;
      return { action: 'set_aside', code: 'repetitive', reason, evidence };
    }
    return keep;
  },
};

const gram = 10;
const shortest = 40;
const longestMeasured = 20_000;

function repeatedGrams(text: string): number {
  const seen = new Set<string>();
  const total = text.length - gram + 1;
  for (let at = 0; at < total; at += 1) seen.add(text.slice(at, at + gram));
  return 1 - seen.size / total;
}

function longestLoop(text: string): RegExpExecArray | undefined {
  return [...text.matchAll(/(.{1,40}?)\1{3,}/gs)].sort((left, right) => right[0].length - left[0].length)[0];
}

const round = (share: number) => Math.round(share * 1000) / 1000;
const percent = (share: number) => `${Math.round(share * 100)} %`;
