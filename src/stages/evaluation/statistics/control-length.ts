/** A counted vote with the length difference of its pair in characters, candidate minus baseline. */
export type LengthVote = { score: number; candidateLength: number; baselineLength: number };

export type LengthControl = {
  /** Mean of candidate length / baseline length. */
  lengthRatio: number;
  /** sigmoid(b0): the support rate of answers equally long; null where the fit does not settle. */
  rate: number | null;
  /** b1: how strongly length alone draws votes, on the logit scale. */
  slope: number | null;
};

/**
 * How much of the support is only length: logit P(candidate) = b0 + b1·tanh(Δlength / sd), fitted by Newton with a
 * light ridge, read at Δlength = 0. A small form of AlpacaEval 2 LC (arXiv 2404.04475). (loop.md 2.9)
 */
export function controlLength(votes: readonly LengthVote[]): LengthControl | null {
  if (votes.length < 10) return null;
  const differences = votes.map(vote => vote.candidateLength - vote.baselineLength);
  const deviation = Math.sqrt(mean(differences.map(d => d * d)));
  const rows = votes.map((vote, i) => ({
    x: deviation > 0 ? Math.tanh(differences[i]! / deviation) : 0,
    y: vote.score,
  }));
  const fit = fitLogistic(rows);
  return {
    lengthRatio: mean(votes.map(vote => vote.candidateLength / Math.max(1, vote.baselineLength))),
    rate: fit && sigmoid(fit.intercept),
    slope: fit && fit.slope,
  };
}

/** On the slope only: with it a length that never varies has slope 0 instead of no answer. */
const ridge = 0.1;

function fitLogistic(rows: readonly { x: number; y: number }[]) {
  let [intercept, slope] = [0, 0];
  for (let round = 0; round < 50; round++) {
    const { a, b, c, g0, g1 } = slopeAndCurve(rows, intercept, slope);
    const determinant = a * c - b * b;
    if (!(determinant > 1e-12)) return null;
    const step0 = (c * g0 - b * g1) / determinant;
    const step1 = (a * g1 - b * g0) / determinant;
    intercept += step0;
    slope += step1;
    if (Math.abs(step0) + Math.abs(step1) < 1e-9) return { intercept, slope };
  }
  return null;
}

/** Gradient (g0, g1) and information matrix [[a, b], [b, c]] of the penalised log likelihood. */
function slopeAndCurve(rows: readonly { x: number; y: number }[], intercept: number, slope: number) {
  let [a, b, c, g0, g1] = [0, 0, ridge, 0, -ridge * slope];
  for (const { x, y } of rows) {
    const p = sigmoid(intercept + slope * x);
    const weight = p * (1 - p);
    [a, b, c] = [a + weight, b + weight * x, c + weight * x * x];
    [g0, g1] = [g0 + y - p, g1 + (y - p) * x];
  }
  return { a, b, c, g0, g1 };
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
