import { describe, expect, it } from 'vitest';
import { benjaminiHochberg, compareLabels, type LabelVote } from './compare-labels.ts';

describe('labels', () => {
  it('have a number always, a word from 30 votes on', () => {
    const readings = compareLabels([...votes('refund', 27, 2), ...votes('delivery', 40, 10)], 'closed');
    expect(readings.map(({ label, n, verdict }) => [label, n, verdict?.kind])).toEqual([
      ['delivery', 50, 'band'],
      ['refund', 29, undefined],
    ]);
    expect(readings[0]!.share).toBeCloseTo(50 / 79, 12);
  });

  it('block a release when the whole interval lies below one half', () => {
    const [bad] = compareLabels(votes('warranty', 5, 35), 'closed');
    expect(bad).toMatchObject({ blocksRelease: true, isDifferent: true, verdict: { band: 'harmful' } });
  });

  it('do not get a word by being one of many', () => {
    // 20 of 30 is p = .068 alone: a discovery at q = .1 by itself, none among nineteen even ones.
    const even = Array.from({ length: 19 }, (_, i) => votes(`even-${i}`, 15, 15)).flat();
    const lucky = (all: LabelVote[]) =>
      compareLabels(all, 'closed').find(reading => reading.label === 'lucky')!;
    expect(lucky(votes('lucky', 20, 10)).isDifferent).toBe(true);
    expect(lucky([...votes('lucky', 20, 10), ...even]).isDifferent).toBe(false);
    expect(lucky([...votes('lucky', 21, 9), ...even]).verdict?.kind).toBe('not_distinguishable');
  });

  it('do not block a release because nine people said the same of four questions', () => {
    const again = Array.from({ length: 36 }, (_, i) =>
      vote(
        ['warranty'],
        i % 4 === 0 && i < 24 ? 'candidate' : 'baseline',
        `p${i % 4}`,
        `r${Math.floor(i / 4)}`,
      ),
    );
    for (const phase of ['open', 'closed'] as const) {
      expect(compareLabels(votes('warranty', 6, 30), phase)[0]!.blocksRelease).toBe(true);
      expect(compareLabels(again, phase)[0]).toMatchObject({ n: 36, blocksRelease: false });
    }
  });

  it('count a vote with two labels under both', () => {
    const readings = compareLabels([vote(['a', 'b'], 'candidate', 'p1')], 'open');
    expect(readings.map(reading => reading.n)).toEqual([1, 1]);
  });
});

it('Benjamini-Hochberg keeps everything up to the largest p below its line', () => {
  expect(benjaminiHochberg([0.01, 0.04, 0.06, 0.5], 0.1)).toEqual([true, true, true, false]);
  expect(benjaminiHochberg([0.9, 0.5], 0.1)).toEqual([false, false]);
  expect(benjaminiHochberg([], 0.1)).toEqual([]);
});

function votes(label: string, wins: number, losses: number): LabelVote[] {
  return Array.from({ length: wins + losses }, (_, i) =>
    vote([label], i < wins ? 'candidate' : 'baseline', `${label} ${i}`),
  );
}

function vote(labels: string[], outcome: LabelVote['outcome'], cluster: string, rater = 'a'): LabelVote {
  return { labels, outcome, cluster, rater };
}
