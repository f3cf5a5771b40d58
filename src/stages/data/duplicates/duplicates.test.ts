import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyseDuplicates } from './analyse-duplicates.ts';
import { findNearDuplicates } from './find-near-duplicates.ts';
import { groupForSplit } from './group-for-split.ts';
import { jaccard } from './jaccard.ts';
import { comparableText, normalisedKey } from './normalise.ts';
import { protectedDifference } from './protected-difference.ts';
import { runDuplicateTask } from './run-duplicate-task.ts';
import { findRoot } from './union-find.ts';

const settings = { similarity: 0.8, questionSimilarity: 0.6 };
const rows = (...pairs: [string, string, string?][]) =>
  pairs.map(([question, answer, label], rank) => ({ question, answer, label: label ?? null, rank }));

/** Jaccard by the definition, on strings. */
function plainJaccard(left: string, right: string): number {
  const grams = (text: string) => {
    const comparable = comparableText(text);
    const size = [...comparable].filter(one => one >= '\u2e80').length * 2 > comparable.length ? 3 : 5;
    if (comparable.length < size) return new Set([comparable]);
    return new Set(
      Array.from({ length: comparable.length - size + 1 }, (_, at) => comparable.slice(at, at + size)),
    );
  };
  const [one, two] = [grams(left), grams(right)];
  const shared = [...one].filter(gram => two.has(gram)).length;
  return shared / (one.size + two.size - shared);
}

describe('normalised texts', () => {
  it.each([
    ['扣了我两次钱！！', '扣了我两次钱!'],
    ['我有２３００积分', '我有2300积分'],
    ['Want to swap, how?', 'want to  swap... how???'],
    ['Café 👍', 'CAFÉ'],
  ])('%s = %s', (left, right) => expect(normalisedKey(left)).toBe(normalisedKey(right)));

  it.each([
    ['3.5 l', '35 l'],
    ['C', 'C++'],
    ['-5 °C', '5 °C'],
    ['20%', '20'],
    ['你', '您'],
  ])('%s ≠ %s', (left, right) => expect(normalisedKey(left)).not.toBe(normalisedKey(right)));
});

describe('near duplicates', () => {
  const word = fc.constantFrom(
    'where',
    'is',
    'my',
    'lamp',
    'order',
    'parcel',
    '退款',
    '怎么',
    '申请',
    '发货',
    'the',
    'red',
  );
  const text = fc.array(word, { maxLength: 20 }).map(words => words.join(' '));

  it('are judged by the true Jaccard similarity of their shingles', () => {
    fc.assert(
      fc.property(text, text, (left, right) => {
        expect(jaccard(left, right)).toBeCloseTo(left + right === '' ? 1 : plainJaccard(left, right), 6);
      }),
    );
  });

  it('are found above the threshold and never below it', () => {
    const base = 'Could I use olive oil in the Tern? It is natural and I have litres of it here at home.';
    const near = base.replace('use', 'burn');
    const far = 'Could I use the Tern outside? It is windy here and I have no shelter at home.';
    const found = findNearDuplicates([base, far, near, base.toUpperCase()], 0.8);
    expect([0, 1, 2, 3].map(one => findRoot(found.connected, one))).toEqual([0, 1, 0, 0]);
    expect([...found.sameAs]).toEqual([0, 1, 2, 0]);
  });
});

describe('protected differences', () => {
  it.each([
    ['number', 'I have 58 in my basket', 'I have 57 in my basket'],
    ['number', '三天内退货', '七天内退货'],
    ['negation', '支持七天无理由退货', '不支持七天无理由退货'],
    ['negation', 'It was never lit', 'It was lit'],
    ['placeholder', 'about [ORDER_1]', 'about [ORDER_2]'],
    ['name', 'I live in Finland, far up', 'I live in Iceland, far up'],
    ['name', 'the SK200 lamp', 'the TK300x lamp'.replace('300', '200')],
  ])('%s: %s / %s', (kind, left, right) => expect(protectedDifference(left, right)).toBe(kind));

  it.each([
    ['这个非常好用', '这个很好用'],
    ['您好，请问怎么退款', '请问如何退款'],
    ['is the tern in stock', 'Is the Tern in stock?'],
  ])('nothing: %s / %s', (left, right) => expect(protectedDifference(left, right)).toBeUndefined());
});

describe('the analysis', () => {
  const long = 'and I would like to know it before the end of the week, because we travel then';

  it('proposes one representative by rank and protects what differs in what matters', () => {
    const found = analyseDuplicates(
      rows(
        [`My Tern was packed, ${long}`, 'We look into it today.'],
        [`My Tern was packed, ${long}!`, 'We look into it today'],
        [`My Tern was not packed, ${long}`, 'We look into it today.'],
        [`Our Tern was packed, ${long}`, 'We look into it today.'],
      ).map((row, at) => ({ ...row, rank: 9 - at })),
      settings,
    );
    expect(found.clusters).toMatchObject([
      { method: 'normalised', representative: 1, members: [{ text: 1 }, { text: 0 }] },
      {
        method: 'near',
        representative: 3,
        members: [
          { text: 3, protectedBy: null },
          { text: 2, protectedBy: 'negation' },
          { text: 1, protectedBy: null },
        ],
      },
    ]);
  });

  it('reports contradictory answers and labels apart from duplicates', () => {
    const found = analyseDuplicates(
      rows(
        ['试茶一位收多少钱，我们三个人去', '每位20元，三位共60元。', 'visit'],
        ['试茶一位收多少钱，我们三个人去？', '试茶不收钱，几位来都行。', 'visit'],
        ['How long is the warranty?', 'Five years.', 'warranty'],
        ['How long is the warranty?', 'It is long.', 'price'],
      ),
      settings,
    );
    expect(found.clusters).toEqual([]);
    expect(found.contradictions).toMatchObject([
      { because: 'answer', rows: [{ row: 0 }, { row: 1 }] },
      { because: 'label', rows: [{ row: 2 }, { row: 3 }] },
    ]);
  });

  it('keeps same questions in one split group, protected or not', () => {
    const groups = groupForSplit(
      rows([`I have 58, ${long}`, 'A.'], [`I have 57, ${long}`, 'B.'], ['Other', 'C.']),
      0.8,
    );
    expect([...groups]).toEqual([0, 0, 2]);
  });

  it('takes many rows of one template for no duplicates, except those with the same question', () => {
    const template = Array.from({ length: 120 }, (_, at): [string, string] => [
      `I have ${at % 100} points, ${long}`,
      `A ${at}.`,
    ]);
    const groups = groupForSplit(rows(...template), 0.8);
    expect(new Set(groups).size).toBe(100);
    expect(groups[110]).toBe(10);
  });

  it('gives the same answer in a worker', async () => {
    const many = rows(
      ...Array.from({ length: 500 }, (_, at): [string, string] => [
        `Question ${at % 400} of this list, ${long}`,
        'Answer.',
      ]),
    );
    const task = { kind: 'analyse', settings } as const;
    expect(await runDuplicateTask(task, many)).toEqual(analyseDuplicates(many, settings));
    await expect(runDuplicateTask(task, many, AbortSignal.timeout(1))).rejects.toThrow(/ended before/);
  });
});
