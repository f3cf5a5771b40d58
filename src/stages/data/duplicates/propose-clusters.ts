import { jaccard } from './jaccard.ts';
import type { NearDuplicates } from './find-near-duplicates.ts';
import type { Protection } from './protected-difference.ts';
import { findRoot } from './union-find.ts';

export type ClusterMember = {
  text: number;
  similarity: number;
  /** Why this one must not be merged although it is similar. */
  protectedBy: Protection | 'chained' | 'label' | 'preference' | null;
};
export type Cluster = { method: 'normalised' | 'near'; representative: number; members: ClusterMember[] };

export type Comparison = {
  texts: string[];
  atLeast: number;
  /** Orders candidates for representative, the least first: grade of the source, then age. */
  rank: ArrayLike<number>;
  protection(one: number, other: number): Protection | 'label' | 'preference' | undefined;
};

/**
 * Clusters of the texts found: one order of `rank` in, one answer out. Members are compared with the representative, not with their neighbour, so that
 * a chain of small changes does not make two different texts one.
 */
export function proposeClusters(found: NearDuplicates, comparison: Comparison): Cluster[] {
  const groups = new Map<number, number[]>();
  for (let text = 0; text < comparison.texts.length; text += 1) {
    const root = findRoot(found.connected, text);
    const group = groups.get(root);
    if (group) group.push(text);
    else groups.set(root, [text]);
  }
  return [...groups.values()]
    .filter(group => group.length > 1)
    .flatMap(group => clustersOf(group, found, comparison));
}

function clustersOf(group: number[], { sameAs }: NearDuplicates, comparison: Comparison): Cluster[] {
  const { rank } = comparison;
  const byRank = group.toSorted((left, right) => rank[left]! - rank[right]! || left - right);
  const same = [...Map.groupBy(byRank, text => sameAs[text]!).values()];
  const normalised = same
    .filter(copies => copies.length > 1)
    .map(copies => ({
      method: 'normalised' as const,
      representative: copies[0]!,
      members: copies.map(text => compare(copies[0]!, text, comparison)),
    }));
  const firsts = same.map(copies => copies[0]!);
  return firsts.length > 1 ? [...normalised, nearCluster(firsts, comparison)] : normalised;
}

function nearCluster(firsts: number[], comparison: Comparison): Cluster {
  const representative = firsts[0]!;
  return {
    method: 'near',
    representative,
    members: firsts.map(text => compare(representative, text, comparison)),
  };
}

function compare(
  representative: number,
  text: number,
  { texts, atLeast, protection }: Comparison,
): ClusterMember {
  if (text === representative) return { text, similarity: 1, protectedBy: null };
  const similarity = jaccard(texts[representative]!, texts[text]!);
  const protectedBy = protection(representative, text) ?? (similarity < atLeast ? 'chained' : null);
  return { text, similarity, protectedBy };
}
