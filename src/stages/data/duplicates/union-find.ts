/** Disjoint sets of the numbers below `size`; the least number of a set is its root. */
export type UnionFind = Int32Array;

export function createUnionFind(size: number): UnionFind {
  const parents = new Int32Array(size);
  for (let one = 0; one < size; one += 1) parents[one] = one;
  return parents;
}

export function findRoot(parents: UnionFind, one: number): number {
  let root = one;
  while (parents[root] !== root) {
    parents[root] = parents[parents[root]!]!;
    root = parents[root]!;
  }
  return root;
}

export function unite(parents: UnionFind, one: number, other: number): void {
  const left = findRoot(parents, one);
  const right = findRoot(parents, other);
  if (left < right) parents[right] = left;
  else parents[left] = right;
}
