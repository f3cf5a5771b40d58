import { findContradictions, type Contradiction, type Exchange } from './find-contradictions.ts';
import { findNearDuplicates } from './find-near-duplicates.ts';
import { protectedDifference } from './protected-difference.ts';
import { type Cluster, proposeClusters } from './propose-clusters.ts';

export type DuplicateSettings = { similarity: number; questionSimilarity: number };
/** `rank`: the less, the better a representative. */
export type RankedExchange = Exchange & { rank: number };
export type DuplicateAnalysis = { clusters: Cluster[]; contradictions: Contradiction[]; cappedTexts: number };

/** Duplicates of whole rows, and contradictory answers to the same question: two findings, never mixed. */
export function analyseDuplicates(rows: RankedExchange[], settings: DuplicateSettings): DuplicateAnalysis {
  const texts = rows.map(({ question, answer }) => `${question}\n${answer}`);
  const found = findNearDuplicates(texts, settings.similarity);
  const comparison = {
    texts,
    atLeast: settings.similarity,
    rank: rows.map(({ rank }) => rank),
    // Side by side: a "not" less in the question must not be made up for by one more in the answer.
    protection: (one: number, other: number) =>
      differentLabel(rows[one]!.label, rows[other]!.label) ??
      protectedDifference(rows[one]!.question, rows[other]!.question) ??
      protectedDifference(rows[one]!.answer, rows[other]!.answer),
  };
  return {
    clusters: proposeClusters(found, comparison),
    contradictions: findContradictions(rows, settings.questionSimilarity),
    cappedTexts: found.cappedTexts,
  };
}

/** Two labels on one text are a finding of their own: neither row may vanish before a person has chosen. */
const differentLabel = (one: string | null, other: string | null) =>
  one !== null && other !== null && one !== other ? ('label' as const) : undefined;
