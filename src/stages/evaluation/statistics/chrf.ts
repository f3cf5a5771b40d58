/**
 * chrF2 of Popović (2015): character n-grams of order 1 to 6 without white space, word order 0, beta = 2.
 * F = (1 + b²)·P·R / (b²·P + R), with P and R averaged over the orders that occur in both texts; 0 to 100.
 * A text has no n-grams of an order it is too short for, so that order is left out (effective order).
 */
export function chrf(answer: string, reference: string): number {
  return corpusChrf([{ answer, reference }]);
}

/** Over many pairs: n-grams are summed first, so a long answer weighs more than a short one. */
export function corpusChrf(pairs: readonly ChrfPair[]): number {
  const sum = createChrfSum();
  for (const pair of pairs) sum.add(pair);
  return sum.score();
}

export type ChrfPair = { answer: string; reference: string };

/** The same pair by pair, for who must not work through all of them in one go. */
export function createChrfSum(): { add(pair: ChrfPair): void; score(): number } {
  const orders = Array.from({ length: maxOrder }, () => ({ answer: 0, reference: 0, shared: 0 }));
  return { add: pair => addPair(orders, pair), score: () => scoreOf(orders) };
}

function scoreOf(orders: readonly OrderCounts[]): number {
  const usable = orders.filter(order => order.answer > 0 && order.reference > 0);
  const precision = average(usable.map(order => order.shared / order.answer));
  const recall = average(usable.map(order => order.shared / order.reference));
  const denominator = beta ** 2 * precision + recall;
  return denominator > 0 ? (100 * (1 + beta ** 2) * precision * recall) / denominator : 0;
}

const maxOrder = 6;
const beta = 2;

type OrderCounts = { answer: number; reference: number; shared: number };

function addPair(orders: OrderCounts[], pair: ChrfPair): void {
  const [answer, reference] = [toCharacters(pair.answer), toCharacters(pair.reference)];
  for (const [index, order] of orders.entries()) {
    const grams = countGrams(answer, index + 1);
    const wanted = countGrams(reference, index + 1);
    order.answer += Math.max(0, answer.length - index);
    order.reference += Math.max(0, reference.length - index);
    for (const [gram, count] of grams) order.shared += Math.min(count, wanted.get(gram) ?? 0);
  }
}

function countGrams(characters: readonly string[], order: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let i = 0; i + order <= characters.length; i++) {
    const gram = characters.slice(i, i + order).join('');
    counts.set(gram, (counts.get(gram) ?? 0) + 1);
  }
  return counts;
}

function toCharacters(text: string): string[] {
  return [...text.replace(/\s+/gu, '')];
}

function average(values: readonly number[]): number {
  return values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : 0;
}
