import type { Random } from '../../bench/seeded-random.ts';
import { inventWords } from '../invent-text.ts';

export type WrittenAnswer = {
  text: string;
  promptTokens: number;
  completionTokens: number;
  finishReason: 'stop' | 'length';
  latencyMs: number;
};

/** In every answer, so that it is known where it turns up: `zqb000123` of the base, `zqt000123` of the tuned model. */
const markOf = (stem: string, arm: 'b' | 't', position: number): string =>
  `${stem}${arm}${String(position).padStart(6, '0')}`;

/** Of the evaluation that stays open while everybody looks for its answers, and of others. */
export const openStem = 'zq';
export const otherStem = 'zy';

/** The mark of any answer of the open one. */
export const anyMark = /zq[bt]\d{6}/;

/**
 * Answers in the manner of two models that differ in everything but what may be seen: the base runs on until it is cut, at
 * another speed, with other line ends, spaces and invisible characters than the tuned one, which ends its sentences.
 */
export function writePair(
  stem: string,
  position: number,
  random: Random,
): Record<'baseline' | 'candidate', WrittenAnswer> {
  const words = (arm: string, count: number) => inventWords(`${position} ${arm}`, count);
  const isCut = random() < 0.6;
  const rambling = `\uFEFF${markOf(stem, 'b', position)} ${words('b', 12)}.\r\n\r\n\r\nWe ${words('c', 20)}. ${words('d', 9)}${isCut ? '' : '.'}${random() < 0.5 ? '  \r\n' : ''}`;
  return {
    baseline: {
      text: random() < 0.3 ? rambling.normalize('NFD') : rambling,
      promptTokens: 777_001,
      completionTokens: 777_003,
      finishReason: isCut ? 'length' : 'stop',
      latencyMs: 777_005 + random() * 90,
    },
    candidate: {
      text: `${markOf(stem, 't', position)} ${words('t', 9)}, ${words('u', 4)}. Ahoy ${words('v', 5)}!`,
      promptTokens: 777_002,
      completionTokens: 777_004,
      finishReason: 'stop',
      latencyMs: 777_006 + random() * 9,
    },
  };
}

/** Numbers that only one of the arms has. */
export const armNumbers = /77700[1-6]/;
