import { estimateTokens } from '../records/estimate-tokens.ts';
import { answerOf, kindOf, promptTextOf, type Payload, type RowKind, textsOf } from '../records/payload.ts';
import type { Split } from './assign-split.ts';

export type Quantiles = { min: number; median: number; p90: number; p99: number; max: number };
export type VersionFacts = {
  rows: number;
  groups: number;
  bySplit: Record<Split, number>;
  byKind: Record<RowKind, Record<Split, number>>;
  byLabel: Record<string, Record<Split, number>>;
  /** Estimated tokens of whole rows, questions and answers. */
  tokens: { total: number; row: Quantiles; question: Quantiles; answer: Quantiles };
};

type MeasuredRow = { payload: Payload; label: string | null; split: Split; groupKey: string };

/** What a version holds, counted once when it is frozen. */
export function measureVersion(rows: MeasuredRow[]): VersionFacts {
  const questions = rows.map(({ payload }) => estimateTokens(promptTextOf(payload)));
  const answers = rows.map(({ payload }) => estimateTokens(answerOf(payload)));
  const whole = rows.map(({ payload }) =>
    textsOf(payload).reduce((sum, text) => sum + estimateTokens(text), 0),
  );
  return {
    rows: rows.length,
    groups: new Set(rows.map(({ groupKey }) => groupKey)).size,
    bySplit: countSplits(rows),
    byKind: countKinds(rows),
    byLabel: Object.fromEntries(
      [...Map.groupBy(rows, ({ label }) => label ?? '')].map(([label, of]) => [label, countSplits(of)]),
    ),
    tokens: {
      total: whole.reduce((sum, tokens) => sum + tokens, 0),
      row: quantiles(whole),
      question: quantiles(questions),
      answer: quantiles(answers),
    },
  };
}

function countKinds(rows: MeasuredRow[]): VersionFacts['byKind'] {
  const of = (kind: RowKind) => countSplits(rows.filter(({ payload }) => kindOf(payload) === kind));
  return { conversation: of('conversation'), pair: of('pair'), judged: of('judged') };
}

function countSplits(rows: { split: Split }[]): Record<Split, number> {
  const counts = { train: 0, validation: 0, test: 0 };
  for (const { split } of rows) counts[split] += 1;
  return counts;
}

/** Nearest rank; zeros for no values. */
function quantiles(values: number[]): Quantiles {
  const sorted = values.toSorted((left, right) => left - right);
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return { min: at(0), median: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1) };
}
