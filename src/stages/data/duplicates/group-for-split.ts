import type { Exchange } from './find-contradictions.ts';
import { findNearDuplicates } from './find-near-duplicates.ts';
import { createUnionFind, findRoot, type UnionFind, unite } from './union-find.ts';

/** Larger near groups are no duplicates but a template with other numbers in it: they would swallow whole splits. */
const largestShare = 0.02;
const alwaysAllowed = 50;

/**
 * Which rows must stay in one split: those with nearly the same text or nearly the same question, protected
 * differences included, because a model that saw the one knows the other. Of a group too large to be duplicates only
 * rows with the same text or question stay together. Gives each row the number of its group's first.
 */
export function groupForSplit(rows: Exchange[], similarity: number): Int32Array {
  const near = createUnionFind(rows.length);
  const same = createUnionFind(rows.length);
  const whole = rows.map(({ question, answer }) => `${question}\n${answer}`);
  for (const texts of [whole, rows.map(({ question }) => question)]) {
    const { connected, sameAs } = findNearDuplicates(texts, similarity);
    for (let row = 0; row < rows.length; row += 1) {
      unite(near, row, findRoot(connected, row));
      unite(same, row, sameAs[row]!);
    }
  }
  const sizes = countMembers(near);
  const largest = Math.max(alwaysAllowed, largestShare * rows.length);
  return Int32Array.from(rows, (_, row) =>
    findRoot(sizes[findRoot(near, row)]! > largest ? same : near, row),
  );
}

function countMembers(sets: UnionFind): Uint32Array {
  const sizes = new Uint32Array(sets.length);
  for (let one = 0; one < sets.length; one += 1) {
    const root = findRoot(sets, one);
    sizes[root] = sizes[root]! + 1;
  }
  return sizes;
}
