import { createHash } from 'node:crypto';
import { type Random, seededRandom } from '../bench/seeded-random.ts';

const syllables = 'ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo zu bra cle dri flo gru'.split(
  ' ',
);

/**
 * So many made-up words: no two texts of different seeds are alike, as people's would not be. Each word has a seed of its
 * own, for the numbers of one seed may be those of another one or two places on, and two texts then nearly the same.
 */
export const inventWords = (seed: string, count: number): string =>
  Array.from({ length: count }, (_, place) => inventWord(seededRandom(hash(`${seed} ${place}`)))).join(' ');

const inventWord = (random: Random): string =>
  Array.from({ length: 2 + Math.floor(random() * 3) }, () => syllables[Math.floor(random() * 25)]!).join('');

/** Of a digest, for a simple checksum gives the same to many pairs of texts that begin differently and end alike. */
const hash = (text: string): number => createHash('sha256').update(text).digest().readUInt32LE();

/** A question and its answer as one line of an import file. */
export const inventRow = (seed: string): string =>
  JSON.stringify({
    messages: [
      { role: 'user', content: `${inventWords(`${seed} question`, 9)}?` },
      { role: 'assistant', content: `${inventWords(`${seed} answer`, 14)}.` },
    ],
  });
