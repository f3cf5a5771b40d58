import { describe, expect, it } from 'vitest';
import { fairCoinP } from './binomial-test.ts';
import { meanScore } from './cluster-interval.ts';
import { cohenKappa } from './cohen-kappa.ts';
import { controlLength } from './control-length.ts';
import { describeRaters, rangeWithoutOneRater } from './describe-raters.ts';
import { krippendorffAlpha } from './krippendorff-alpha.ts';
import { measureAgreement, type Preference } from './measure-agreement.ts';
import { measurePositionEffect } from './position-effect.ts';
import { seededRandom } from './seeded-random.ts';

describe('position effect (loop.md 2.6, 2.11)', () => {
  const votes = [...side('left', 30, 10), ...side('right', 18, 22)];

  it('averages the two sides and halves their difference', () => {
    const measured = measurePositionEffect(votes)!;
    expect(measured.stratifiedRate).toBeCloseTo(0.6, 12);
    expect(measured.effect).toBeCloseTo(0.15, 12);
    expect(measured.isFlagged).toBe(true);
  });

  it('is silent where the side made no difference or was never changed', () => {
    expect(measurePositionEffect([...side('left', 30, 10), ...side('right', 30, 10)])).toMatchObject({
      effect: 0,
      p: 1,
      isFlagged: false,
    });
    expect(measurePositionEffect(side('left', 30, 10))).toBeNull();
  });

  it('gives the true rate though the candidate stood mostly on one side', () => {
    expect(
      measurePositionEffect([...side('left', 90, 10), ...side('right', 6, 4)])!.stratifiedRate,
    ).toBeCloseTo(0.75, 12);
  });
});

describe('raters', () => {
  it('flags who always takes the same side, from the sixth vote on', () => {
    const always = (rater: string, n: number) =>
      Array.from({ length: n }, (_, i) => ({
        rater,
        score: i % 2,
        candidateSide: i % 2 ? ('left' as const) : ('right' as const),
      }));
    const fair = [...side('left', 10, 10), ...side('right', 10, 10)].map(vote => ({
      ...vote,
      rater: 'fair',
    }));
    const readings = describeRaters([...always('left-hander', 6), ...always('beginner', 5), ...fair]);
    expect(readings.map(({ rater, flag }) => [rater, flag])).toEqual([
      ['left-hander', 'always left'],
      ['beginner', null],
      ['fair', null],
    ]);
    expect(readings[0]!.leftP).toBeCloseTo(2 / 64, 12);
  });

  it('tells how far one rater carries the result', () => {
    const of = (rater: string, score: number) => ({ rater, score, candidateSide: 'left' as const });
    expect(rangeWithoutOneRater([of('a', 1), of('b', 1)])).toBeNull();
    expect(rangeWithoutOneRater([of('a', 1), of('b', 1), of('c', 0)])).toEqual({ low: 0.5, high: 1 });
  });

  it('has an exact coin test', () => {
    expect(fairCoinP(8, 10)).toBeCloseTo(0.109375, 12);
    expect(fairCoinP(5, 10)).toBe(1);
  });
});

describe('agreement (loop.md 2.7, 2.11)', () => {
  it("has Cohen's kappa", () => {
    const { observed, expected, kappa } = cohenKappa([
      [20, 5, 2],
      [4, 15, 3],
      [1, 2, 8],
    ]);
    expect(observed).toBeCloseTo(0.716667, 6);
    expect(expected).toBeCloseTo(0.361667, 6);
    expect(kappa).toBeCloseTo(0.556136, 6);
  });

  it("has Krippendorff's ordinal alpha, with gaps", () => {
    // The worked example of Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), section D; ordinal 0.815.
    const units = [
      [1, 1, 1],
      [2, 2, 3, 2],
      [3, 3, 3, 3],
      [3, 3, 3, 3],
      [2, 2, 2, 2],
      [1, 2, 3, 4],
      [4, 4, 4, 4],
      [1, 1, 2, 1],
      [2, 2, 2, 2],
      [5, 5, 5],
      [1, 1],
      [3],
    ];
    expect(krippendorffAlpha(units)).toBeCloseTo(0.815, 3);
    expect(
      krippendorffAlpha([
        [1, 1],
        [1, 1],
      ]),
    ).toBeNull();
    expect(
      krippendorffAlpha([
        [0, 1],
        [1, 0],
      ]),
    ).toBeCloseTo(-0.5, 12);
  });

  it('counts pairs with and without ties', () => {
    const votes: Preference[] = [
      ...pair('p1', 1, 1),
      ...pair('p2', 1, 0.5),
      ...pair('p3', 0, 1),
      { prompt: 'p4', rater: 'a', value: 1 },
    ];
    const agreement = measureAgreement(votes, seededRandom('agreement'));
    expect(agreement).toMatchObject({ prompts: 3, pairs: 3, percentWithoutTies: 0.5 });
    expect(agreement.percent).toBeCloseTo(1 / 3, 12);
    expect(agreement.kappa).not.toBeNull();
  });
});

describe('length control', () => {
  it('reads a preference that is only length as one half, and leaves a real one alone', () => {
    // The candidate is longer in 70 of 100 pairs, and four out of five raters take the longer answer.
    const onlyLength = Array.from({ length: 100 }, (_, i) => {
      const [isLonger, followsLength] = [i % 10 < 7, Math.floor(i / 10) % 5 < 4];
      const [candidateLength, baselineLength] = isLonger ? [200, 100] : [100, 200];
      return { score: isLonger === followsLength ? 1 : 0, candidateLength, baselineLength };
    });
    expect(meanScore(onlyLength)).toBeCloseTo(0.62, 12);
    expect(controlLength(onlyLength)!.rate).toBeCloseTo(0.5, 2);
    const sameLength = onlyLength.map(vote => ({
      score: vote.score,
      candidateLength: 100,
      baselineLength: 100,
    }));
    expect(controlLength(sameLength)!.rate).toBeCloseTo(0.62, 2);
    expect(controlLength(sameLength)!.lengthRatio).toBe(1);
  });
});

function side(candidateSide: 'left' | 'right', wins: number, losses: number) {
  return [...Array(wins).fill(1), ...Array(losses).fill(0)].map(score => ({
    score: score as number,
    candidateSide,
  }));
}

function pair(prompt: string, a: Preference['value'], b: Preference['value']): Preference[] {
  return [
    { prompt, rater: 'a', value: a },
    { prompt, rater: 'b', value: b },
  ];
}
