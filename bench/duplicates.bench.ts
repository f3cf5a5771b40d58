import { readFileSync } from 'node:fs';
import { comparableText } from '#stages/data/duplicates/normalise.ts';
import { findNearDuplicates } from '#stages/data/duplicates/find-near-duplicates.ts';
import { findRoot } from '#stages/data/duplicates/union-find.ts';
import type { Bench, Figure } from './bench.ts';
import { seededRandom, type Random } from './seeded-random.ts';

/** `npm run bench -- duplicates [number of texts]` */
export default {
  name: 'duplicates',
  summary: 'near duplicates among a million short support texts: time on one core, recall, precision',
  run: async ({ args }) => measure(Number(args[0] ?? 1_000_000)),
} satisfies Bench;

const atLeast = 0.8;
const sampleSize = 4_000;

/** Support texts of about 40 words put together from the example's clauses, a fifth of them edited copies of another. */
function measure(count: number): Figure[] {
  const { texts, copies } = makeTexts(count, seededRandom(20_26));
  const cpuBefore = process.cpuUsage();
  const found = findNearDuplicates(texts, atLeast);
  const cpu = process.cpuUsage(cpuBefore);
  const seconds = (cpu.user + cpu.system) / 1e6;
  const root = (text: number) => findRoot(found.connected, text);
  const pairs = copies
    .slice(0, sampleSize * 3)
    .filter(([one, other]) => plainJaccard(texts[one]!, texts[other]!) >= atLeast);
  const hard = pairs.filter(([one, other]) => plainJaccard(texts[one]!, texts[other]!) < 0.85);
  const recallOf = (some: Pair[]) =>
    some.filter(([one, other]) => root(one) === root(other)).length / some.length;
  const million = count / 1e6;
  return [
    figure('CPU time', seconds, 's', `< ${20 * million} s`, seconds < 20 * million),
    figure('texts per CPU second', Math.round(count / seconds), '/s'),
    figure('recall at J >= 0.8', recallOf(pairs), '', '>= 0.99', recallOf(pairs) >= 0.99),
    figure('recall at J 0.80-0.85', recallOf(hard), ''),
    figure('precision', precisionOf(texts, root), '', '>= 0.99', precisionOf(texts, root) >= 0.99),
    figure('pairs verified', found.verifiedPairs, ''),
    figure('pairs checked', found.checkedPairs, ''),
    figure('resident memory', Math.round(process.memoryUsage().rss / 1e6), 'MB'),
  ];
}

const figure = (
  label: string,
  value: number,
  unit: string,
  goal: string | null = null,
  met: boolean | null = null,
): Figure => ({
  name: label,
  value: Math.round(value * 10_000) / 10_000,
  unit,
  goal,
  met,
});

type Pair = [number, number];

function makeTexts(count: number, random: Random): { texts: string[]; copies: Pair[] } {
  const clauses = readClauses();
  const pick = (length: number) => Math.floor(random() * length);
  const texts: string[] = [];
  const copies: Pair[] = [];
  for (let text = 0; text < count; text += 1) {
    if (text > 10 && random() < 0.2) {
      const original = pick(text);
      copies.push([original, text]);
      texts.push(edit(texts[original]!, 1 + pick(4), pick));
    } else texts.push(Array.from({ length: 6 }, () => clauses[pick(clauses.length)]).join(' '));
  }
  return { texts, copies };
}

function edit(text: string, edits: number, pick: (length: number) => number): string {
  const words = text.split(' ');
  for (let at = 0; at < edits; at += 1) words[pick(words.length)] = `w${pick(5_000)}`;
  return words.join(' ');
}

function readClauses(): string[] {
  const file = new URL('../examples/support-desk/tickets.jsonl', import.meta.url);
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap(line => line.match(/"content": ?"((?:[^"\\]|\\.)*)"/g) ?? [])
    .flatMap(content => content.slice(12, -1).split(/(?<=[.?!,:;]) /))
    .filter(clause => clause.length > 15 && clause.length < 90);
}

/** Of texts that were put with another one: the share that truly has a partner. Computed on strings, without hashing. */
function precisionOf(texts: string[], root: (text: number) => number): number {
  const groups = new Map<number, number[]>();
  for (let text = 0; text < texts.length; text += 1) {
    const first = root(text);
    if (first !== text) groups.set(first, [...(groups.get(first) ?? [first]), text]);
  }
  const sample = [...groups.values()].slice(0, sampleSize);
  const grouped = sample.flatMap(group => group.map(text => ({ text, group })));
  const right = grouped.filter(({ text, group }) =>
    group.some(other => other !== text && plainJaccard(texts[text]!, texts[other]!) >= atLeast),
  );
  return right.length / grouped.length;
}

function plainJaccard(left: string, right: string): number {
  const [one, other] = [grams(left), grams(right)];
  let shared = 0;
  for (const gram of one) if (other.has(gram)) shared += 1;
  return shared / (one.size + other.size - shared);
}

function grams(text: string): Set<string> {
  const comparable = comparableText(text);
  return new Set(
    Array.from({ length: Math.max(1, comparable.length - 4) }, (_, at) => comparable.slice(at, at + 5)),
  );
}
