import { jaccard } from './jaccard.ts';
import type { NearDuplicates } from './find-near-duplicates.ts';
import { type Protection, protectedDifference } from './protected-difference.ts';
import { findRoot } from './union-find.ts';

export type ClusterMember = {
  text: number;
  similarity: number;
  /** Why this one must not be merged although it is similar. */
  protectedBy: Protection | 'chained' | null;
};
export type Cluster = { method: 'normalised' | 'near'; representative: number; members: ClusterMember[] };

/**
 * Clusters of the texts found. `rank` orders candidates for representative, the least first (grade of the source, then
 * age): one order in, one answer out. Members are compared with the representative, not with their neighbour, so that
 * a chain of small changes does not make two different texts one.
 */
export function proposeClusters(texts: string[], found: NearDuplicates, atLeast: number, rank: ArrayLike<number>): Cluster[] {
  const groups = new Map<number, number[]>();
  for (let text = 0; text < texts.length; text += 1) {
    const root = findRoot(found.connected, text);
    const group = groups.get(root);
    if (group) group.push(text);
    else groups.set(root, [text]);
  }
  return [...groups.values()].filter(group => group.length > 1).flatMap(group => clustersOf(group, texts, found, atLeast, rank));
}

function clustersOf(group: number[], texts: string[], { sameAs }: NearDuplicates, atLeast: number, rank: ArrayLike<number>): Cluster[] {
  const byRank = group.toSorted((left, right) => rank[left]! - rank[right]! || left - right);
  const same = [...Map.groupBy(byRank, text => sameAs[text]!).values()];
  const normalised = same.filter(copies => copies.length > 1).map(copies => ({
    method: 'normalised' as const,
    representative: copies[0]!,
    members: copies.map(text => ({ text, similarity: 1, protectedBy: null })),
  }));
  const firsts = same.map(copies => copies[0]!);
  return firsts.length > 1 ? [...normalised, nearCluster(firsts, texts, atLeast)] : normalised;
}

function nearCluster(firsts: number[], texts: string[], atLeast: number): Cluster {
  const representative = firsts[0]!;
  const members = firsts.map(text => compare(texts[representative]!, texts[text]!, text, representative, atLeast));
  return { method: 'near', representative, members };
}

function compare(best: string, text: string, at: number, representative: number, atLeast: number): ClusterMember {
  if (at === representative) return { text: at, similarity: 1, protectedBy: null };
  const similarity = jaccard(best, text);
  const protection = protectedDifference(best, text);
  return { text: at, similarity, protectedBy: protection ?? (similarity < atLeast ? 'chained' : null) };
}
