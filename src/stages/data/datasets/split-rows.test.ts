import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assignSplit, defaultRatios } from './assign-split.ts';
import { measureVersion } from './measure-version.ts';
import { splitRows } from './split-rows.ts';

const ratios = { train: 0.7, validation: 0.15, test: 0.15 };
const rowsOf = (groups: number[]) => groups.map((group, at) => ({ inputHash: `row-${at}`, group }));

describe('splitting', () => {
  it('comes close to the ratios on many groups and gives small sets a larger test split', () => {
    const splits = Array.from({ length: 20_000 }, (_, key) => assignSplit(7, `key-${key}`, ratios));
    const share = (split: string) => splits.filter(one => one === split).length / splits.length;
    expect(
      [share('train'), share('validation'), share('test')].map(value => Math.round(value * 50) / 50),
    ).toEqual([0.7, 0.14, 0.16].map(value => expect.closeTo(value, 1)));
    expect(defaultRatios(700).test).toBe(0.15);
    expect(defaultRatios(50_000).test).toBe(0.1);
  });

  it('never tears a group apart, and never moves a row when others are added behind it', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20), { minLength: 1, maxLength: 60 }), fc.nat(1000), (wishes, seed) => {
        const groups = wishes
          .map((wish, at) => Math.min(wish, at))
          .map((wish, at, all) => (all[wish] === wish ? wish : at));
        const placed = splitRows(rowsOf(groups), seed, ratios);
        placed.forEach((row, at) => expect(row).toEqual(placed[groups[at]!]));
        expect(splitRows(rowsOf([...groups, groups.length]), seed, ratios).slice(0, groups.length)).toEqual(
          placed,
        );
      }),
    );
  });

  it('keeps what an earlier version held out, also when a new row joins it with training rows', () => {
    const earlier = new Map([
      ['row-0', 'train' as const],
      ['row-1', 'test' as const],
    ]);
    const placed = splitRows(rowsOf([0, 0, 0, 3]), 1, ratios, earlier);
    expect(placed.slice(0, 3).map(({ split }) => split)).toEqual(['test', 'test', 'test']);
  });
});

it('counts rows by split and label, and token lengths', () => {
  const row = (label: string | null, split: 'train' | 'test', answer: string) => ({
    label,
    split,
    groupKey: answer,
    payload: {
      messages: [
        { role: 'user' as const, content: '你好吗' },
        { role: 'assistant' as const, content: answer },
      ],
    },
  });
  expect(
    measureVersion([row('greet', 'train', '好的呀'), row('greet', 'test', '好'), row(null, 'train', '好的')]),
  ).toMatchObject({
    rows: 3,
    groups: 3,
    bySplit: { train: 2, validation: 0, test: 1 },
    byLabel: { greet: { train: 1, validation: 0, test: 1 }, '': { train: 1, validation: 0, test: 0 } },
    tokens: { total: 15, answer: { min: 1, median: 2, max: 3 } },
  });
  expect(measureVersion([]).tokens.row).toEqual({ min: 0, median: 0, p90: 0, p99: 0, max: 0 });
});
