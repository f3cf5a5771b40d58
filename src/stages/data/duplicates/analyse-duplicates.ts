import { findContradictions, type Contradiction, type Exchange } from './find-contradictions.ts';
import { findNearDuplicates } from './find-near-duplicates.ts';
import { type Cluster, proposeClusters } from './propose-clusters.ts';
import { createUnionFind, findRoot, unite } from './union-find.ts';

export type DuplicateSettings = { similarity: number; questionSimilarity: number };
/** `rank`: the less, the better a representative. */
export type RankedExchange = Exchange & { rank: number };
export type DuplicateAnalysis = { clusters: Cluster[]; contradictions: Contradiction[]; cappedTexts: number };

/** Duplicates of whole rows, and contradictory answers to the same question: two findings, never mixed. */
export function analyseDuplicates(rows: RankedExchange[], settings: DuplicateSettings): DuplicateAnalysis {
  const texts = rows.map(({ question, answer }) => `${question}\n${answer}`);
  const found = findNearDuplicates(texts, settings.similarity);
  const rank = rows.map(row => row.rank);
  return {
    clusters: proposeClusters(texts, found, settings.similarity, rank),
    contradictions: findContradictions(rows, settings.questionSimilarity),
    cappedTexts: found.cappedTexts,
  };
}

/**
 * Which rows must stay in one split: those with nearly the same text or nearly the same question, protected
 * differences included, because a model that saw the one knows the other. Gives each row the number of its group's first.
 */
export function groupForSplit(rows: Exchange[], similarity: number): Int32Array {
  const groups = createUnionFind(rows.length);
  for (const texts of [rows.map(({ question, answer }) => `${question}\n${answer}`), rows.map(({ question }) => question)]) {
    const { connected } = findNearDuplicates(texts, similarity);
    for (let row = 0; row < rows.length; row += 1) unite(groups, row, findRoot(connected, row));
  }
  return groups.map((_, row) => findRoot(groups, row));
}
