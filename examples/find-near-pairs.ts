/** Two texts by their index, with the Jaccard similarity of their shingles. */
export type NearPair = { first: number; second: number; similarity: number };

/** Runs of three words, without case and punctuation. A number keeps its point, so that 4.50 is one word. */
export const wordShingles = (text: string): Set<string> =>
  shingles(text.toLowerCase().match(/[a-z0-9]+(?:[.'’-][a-z0-9]+)*/g) ?? []);

/** Runs of three characters, without spaces and punctuation: Chinese has no spaces between words. */
export const characterShingles = (text: string): Set<string> =>
  shingles(
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}]/gu) ?? [],
  );

/** Every pair of texts that shares a shingle and reaches `least`, the most similar first. */
export function findNearPairs(sets: Set<string>[], least: number): NearPair[] {
  const owners = new Map<string, number[]>();
  const found = sets.flatMap((set, at) => {
    const shared = countShared(set, at, owners);
    return [...shared].map(([other, count]) => ({
      first: other,
      second: at,
      similarity: jaccard(count, set, sets[other]!),
    }));
  });
  return found.filter(({ similarity }) => similarity >= least).sort((a, b) => b.similarity - a.similarity);
}

/** How many shingles the text shares with each earlier one; enters it into the index. */
function countShared(set: Set<string>, at: number, owners: Map<string, number[]>): Map<number, number> {
  const shared = new Map<number, number>();
  for (const shingle of set) {
    const earlier = owners.get(shingle);
    for (const other of earlier ?? []) shared.set(other, (shared.get(other) ?? 0) + 1);
    if (earlier) earlier.push(at);
    else owners.set(shingle, [at]);
  }
  return shared;
}

const jaccard = (shared: number, left: Set<string>, right: Set<string>) =>
  shared / (left.size + right.size - shared);

/** A text shorter than three units is one shingle as a whole. */
function shingles(units: string[]): Set<string> {
  if (units.length < 3) return new Set(units.length > 0 ? [units.join(' ')] : []);
  return new Set(units.slice(2).map((unit, at) => `${units[at]} ${units[at + 1]} ${unit}`));
}
