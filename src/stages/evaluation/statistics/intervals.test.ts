import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { anytimeInterval, logEvidence } from './anytime-interval.ts';
import {
  clusterInterval,
  type ClusteredScore,
  clusterStandardError,
  leastEffectiveVotes,
} from './cluster-interval.ts';
import { estimateInterval, otherRatersInterval } from './estimate-interval.ts';
import { planSample } from './plan-sample.ts';
import { criticalT } from './student-distribution.ts';
import { criticalZ } from './normal-distribution.ts';
import { wilsonInterval } from './wilson-interval.ts';

describe('Wilson interval (loop.md 2.2, 2.11)', () => {
  test.each([
    [60, 100, 0.502003, 0.690599],
    [15, 20, 0.531299, 0.888138],
    [0, 10, 0, 0.277533],
    [10, 10, 0.722467, 1],
    [153, 200, 0.701586, 0.818426],
  ])('%i of %i', (wins, n, low, high) => {
    const interval = wilsonInterval(wins / n, n);
    expect(interval.low).toBeCloseTo(low, 6);
    expect(interval.high).toBeCloseTo(high, 6);
  });

  test.each([
    [20, '29.9-70.1 38.7-78.1 48.1-85.5 58.4-91.9'],
    [50, '36.6-63.4 46.2-72.4 56.2-80.9 67.0-88.8'],
    [100, '40.4-59.6 50.2-69.1 60.4-78.1 71.1-86.7'],
    [200, '43.1-56.9 53.1-66.5 63.3-75.9 73.9-85.0'],
    [400, '45.1-54.9 55.1-64.7 65.3-74.3 75.8-83.6'],
    [1000, '46.9-53.1 56.9-63.0 67.1-72.8 77.4-82.4'],
  ])('at n = %i for 50, 60, 70 and 80 %%', (n, expected) => {
    const printed = [0.5, 0.6, 0.7, 0.8].map(rate => {
      const { low, high } = wilsonInterval(rate, n);
      return `${(low * 100).toFixed(1)}-${(high * 100).toFixed(1)}`;
    });
    expect(printed.join(' ')).toBe(expected);
  });

  it('holds the rate and stays inside [0, 1]', () => {
    fc.assert(
      fc.property(fc.nat({ max: 500 }), fc.nat({ max: 500 }), (wins, losses) => {
        fc.pre(wins + losses > 0);
        const rate = wins / (wins + losses);
        const { low, high } = wilsonInterval(rate, wins + losses);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low - 1e-12).toBeLessThanOrEqual(rate);
        expect(high + 1e-12).toBeGreaterThanOrEqual(rate);
      }),
    );
  });
});

describe('anytime-valid evidence and sequence (loop.md 2.5, 2.11)', () => {
  test.each([
    [5, 5, -0.995853],
    [32, 18, 0.201171],
    [35, 15, 2.283213],
    [60, 40, -0.090965],
    [70, 30, 6.057502],
  ])('ln E of %i to %i against one half', (wins, losses, expected) => {
    expect(logEvidence(wins, losses, 0.5)).toBeCloseTo(expected, 6);
  });

  test.each([
    [32, 18, 0.42252, 0.82378],
    [70, 30, 0.54275, 0.83055],
    [280, 120, 0.61825, 0.77401],
  ])('95 %% sequence at %i to %i', (wins, losses, low, high) => {
    const interval = anytimeInterval(wins, losses);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  it('takes half votes, knows nothing without votes, and mirrors when the arms are swapped', () => {
    expect(anytimeInterval(0, 0)).toEqual({ low: 0, high: 1 });
    fc.assert(
      fc.property(fc.nat({ max: 400 }), fc.nat({ max: 400 }), (a, b) => {
        fc.pre(a + b > 0);
        const [one, other] = [anytimeInterval(a / 2, b / 2), anytimeInterval(b / 2, a / 2)];
        expect(one.low).toBeCloseTo(1 - other.high, 9);
        expect(one.low).toBeLessThanOrEqual(a / (a + b));
      }),
    );
  });
});

describe('cluster-robust interval (loop.md 2.2, 2.11)', () => {
  const clusters = [
    [1, 1, 0],
    [1, 1, 1],
    [0, 0, 0],
    [1, 0, 1],
  ];
  const votes: ClusteredScore[] = clusters.flatMap((scores, c) =>
    scores.map((score, r) => ({ score, prompt: `p${c}`, rater: `r${c}-${r}` })),
  );

  it("has Miller's standard error, and the naive one where nothing repeats", () => {
    expect(clusterStandardError(votes, 'prompt')).toBeCloseTo(0.186621, 6);
    expect(clusterStandardError(votes, 'rater')).toBeCloseTo(0.148647, 6);
    expect(clusterStandardError(votes, 'prompt and rater')).toBeCloseTo(0.186621, 6);
  });

  it('is used when closed where prompts repeat, and is wider when raters of a prompt agree', () => {
    const once: ClusteredScore[] = Array.from({ length: 60 }, (_, i) => ({
      score: i % 3 ? 1 : 0,
      prompt: `p${i}`,
      rater: 'a',
    }));
    const thrice = once.flatMap(vote => ['a', 'b', 'c'].map(rater => ({ ...vote, rater })));
    expect(estimateInterval(once, 'closed').method).toBe('wilson');
    const clustered = estimateInterval(thrice, 'closed');
    expect(clustered.method).toBe('cluster-robust by prompt');
    const plain = wilsonInterval(2 / 3, 180);
    expect(clustered.at95.high - clustered.at95.low).toBeGreaterThan(1.6 * (plain.high - plain.low));
  });

  it('while open takes several votes on a prompt for one, however many people say the same', () => {
    const once: ClusteredScore[] = Array.from({ length: 60 }, (_, i) => ({
      score: i % 3 ? 1 : 0,
      prompt: `p${i}`,
      rater: 'a',
    }));
    const thrice = once.flatMap(vote => ['a', 'b', 'c'].map(rater => ({ ...vote, rater })));
    const [one, three] = [estimateInterval(once, 'open'), estimateInterval(thrice, 'open')];
    expect([one.method, three.method]).toEqual(['anytime-valid', 'anytime-valid by prompt']);
    expect(three.at95.low).toBeCloseTo(one.at95.low, 9);
    expect(three.at95.high).toBeCloseTo(one.at95.high, 9);
    // 60 prompts, ten of them asked twice: 70² / (50 + 10·4).
    expect(leastEffectiveVotes([...once, ...once.slice(0, 10)])).toBeCloseTo(4900 / 90, 12);
  });

  it('does not shrink to a point when everybody agrees', () => {
    const unanimous = votes.map(vote => ({ ...vote, score: 1 }));
    expect(clusterInterval(unanimous, 'prompt')!.low).toBeLessThan(0.35);
    expect(clusterInterval(votes.slice(0, 3), 'prompt')).toBeNull();
  });

  it('speaks about other raters from five on', () => {
    const of = (raters: number) =>
      Array.from({ length: 100 }, (_, i) => ({
        score: i % 4 ? 1 : 0,
        prompt: `p${i}`,
        rater: `r${i % raters}`,
      }));
    expect(otherRatersInterval(of(4))).toBeNull();
    expect(otherRatersInterval(of(5))).not.toBeNull();
  });
});

describe('sample size (loop.md 2.3)', () => {
  test.each([
    [0.5, 0.55, 783, 1047],
    [0.5, 0.6, 194, 259],
    [0.5, 0.65, 85, 113],
    [0.5, 0.7, 47, 62],
    [0.5, 0.8, 20, 25],
    [0.6, 0.7, 182, 240],
    [0.7, 0.75, 638, 845],
    [0.7, 0.8, 153, 200],
    [0.8, 0.85, 471, 617],
  ])('%d against %d', (from, to, at80, at90) => {
    expect(planSample({ from, to, power: 0.8 })).toBe(at80);
    expect(planSample({ from, to, power: 0.9 })).toBe(at90);
  });
});

it('knows the usual quantiles', () => {
  expect(criticalZ(0.95)).toBeCloseTo(1.959963984540054, 12);
  expect(criticalZ(0.9)).toBeCloseTo(1.6448536269514722, 12);
  expect(criticalT(0.95, 1)).toBeCloseTo(12.706204736, 6);
  expect(criticalT(0.95, 9)).toBeCloseTo(2.262157163, 8);
  expect(criticalT(0.95, 99)).toBeCloseTo(1.984216952, 8);
});
