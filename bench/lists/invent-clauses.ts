import { searchTokens } from '#stages/data/records/search-tokens.ts';
import { type Random, seededRandom } from '../seeded-random.ts';

/** A clause of a support text with the tokens under which the product's own index holds it. */
export type Clause = { text: string; tokens: string[] };

/** Clauses that rows are put together from: common words and a long tail of rare ones, as in real traffic. */
export function inventClauses(count: number): { english: Clause[]; chinese: Clause[] } {
  const random = seededRandom(11);
  const rareWords = Array.from({ length: 4_000 }, () => inventWord(random));
  return {
    english: Array.from({ length: count }, () => clauseOf(english(random, rareWords))),
    chinese: Array.from({ length: count }, () => clauseOf(chinese(random))),
  };
}

const clauseOf = (text: string): Clause => ({ text, tokens: searchTokens(text) });

const english = (random: Random, rareWords: string[]) =>
  Array.from({ length: 7 }, () =>
    random() < 0.6 ? pick(commonWords, random) : pick(rareWords, random),
  ).join(' ');

/** Five words of two characters, one of them rare now and then. */
const chinese = (random: Random) =>
  Array.from({ length: 5 }, () =>
    random() < 0.8 ? pick(commonChinese, random) : inventChinese(random),
  ).join('');

const commonWords =
  'order parcel lamp refund address invoice voucher where when how please today number card'.split(' ');
const commonChinese = '订单 退款 地址 快递 发票 怎么 什么 时候 可以 请问 修改 收到 优惠 物流'.split(' ');

const pick = <T>(among: T[], random: Random): T => among[Math.floor(random() * among.length)]!;

const inventWord = (random: Random) =>
  Array.from({ length: 3 }, () => pick([...'bdfgklmnprst'], random) + pick([...'aeiou'], random)).join('');

/** Two of the three thousand characters behind 丐: enough for pairs that stand in a handful of rows only. */
const inventChinese = (random: Random) =>
  Array.from({ length: 2 }, () => String.fromCodePoint(0x4e10 + Math.floor(random() * 3_000))).join('');
