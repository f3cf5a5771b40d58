import type { FeatureRow } from './features.ts';

/** A classifier in its plainest form: learns from rows and their truth, gives a score (more = tuned answer on the left). */
export type Guesser = {
  name: string;
  learn(rows: readonly FeatureRow[], truth: readonly boolean[]): (row: FeatureRow) => number;
};

/** Straight lines through all features at once. */
export const logisticGuesser: Guesser = {
  name: 'logistic regression',
  learn(rows, truth) {
    const scale = learnScale(rows);
    const scaled = rows.map(scale);
    const weights = Array.from({ length: scaled[0]!.length }, () => 0);
    for (let round = 0; round < 250; round += 1) {
      const gradient = weights.map(weight => ridge * weight);
      scaled.forEach((row, i) => {
        const error = sigmoid(dot(weights, row)) - Number(truth[i]);
        for (let f = 0; f < row.length; f += 1) gradient[f]! += (error * row[f]!) / scaled.length;
      });
      for (let f = 0; f < weights.length; f += 1) weights[f]! -= learningRate * gradient[f]!;
    }
    return row => dot(weights, scale(row));
  },
};

const ridge = 0.02;
const learningRate = 0.5;

/** Steps in single features, one after another on what the ones before left over: finds what no straight line does. */
export const boostedGuesser: Guesser = {
  name: 'boosted stumps',
  learn(rows, truth) {
    const cuts = listCuts(rows);
    const scores = rows.map(() => 0);
    const stumps: Stump[] = [];
    for (let round = 0; round < 60; round += 1) {
      const left = scores.map((score, i) => Number(truth[i]) - sigmoid(score));
      const stump = fitStump(rows, left, cuts);
      if (!stump) break;
      stumps.push(stump);
      rows.forEach((row, i) => (scores[i]! += shrink * say(stump, row)));
    }
    return row => stumps.reduce((sum, stump) => sum + say(stump, row), 0);
  },
};

const shrink = 0.3;

type Stump = { feature: number; cut: number; below: number; above: number };

const say = ({ feature, cut, below, above }: Stump, row: FeatureRow): number =>
  row[feature]! <= cut ? below : above;

/** The step that takes most of the squared rest away. */
function fitStump(
  rows: readonly FeatureRow[],
  rest: readonly number[],
  cuts: readonly number[][],
): Stump | undefined {
  const total = rest.reduce((sum, value) => sum + value, 0);
  let best: (Stump & { gain: number }) | undefined;
  cuts.forEach((ofFeature, feature) => {
    for (const cut of ofFeature) {
      let [count, sum] = [0, 0];
      for (let i = 0; i < rows.length; i += 1)
        if (rows[i]![feature]! <= cut) {
          count += 1;
          sum += rest[i]!;
        }
      if (count < smallestLeaf || rows.length - count < smallestLeaf) continue;
      const [below, above] = [sum / count, (total - sum) / (rows.length - count)];
      const gain = sum * below + (total - sum) * above;
      if (!best || gain > best.gain) best = { feature, cut, below: below * 4, above: above * 4, gain };
    }
  });
  return best;
}

const smallestLeaf = 8;

/** Up to eleven places between the values of a feature. */
function listCuts(rows: readonly FeatureRow[]): number[][] {
  return rows[0]!.map((_, feature) => {
    const values = rows.map(row => row[feature]!).sort((a, b) => a - b);
    const at = Array.from({ length: 11 }, (__, i) => values[Math.floor(((i + 1) * values.length) / 12)]!);
    return [...new Set(at)].filter(cut => cut < values.at(-1)!);
  });
}

/** Mean 0 and deviation 1; what never varies becomes 0. */
function learnScale(rows: readonly FeatureRow[]): (row: FeatureRow) => FeatureRow {
  const mean = rows[0]!.map((_, f) => rows.reduce((sum, row) => sum + row[f]!, 0) / rows.length);
  const deviation = mean.map((m, f) =>
    Math.sqrt(rows.reduce((sum, row) => sum + (row[f]! - m) ** 2, 0) / rows.length),
  );
  return row =>
    row.map((value, f) =>
      deviation[f]! > 0 ? Math.max(-4, Math.min(4, (value - mean[f]!) / deviation[f]!)) : 0,
    );
}

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, i) => sum + value * b[i]!, 0);
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
