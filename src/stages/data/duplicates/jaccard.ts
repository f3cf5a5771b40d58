import { shingles, writeShingles } from './shingles.ts';

/** The set of one text's shingles, reused for every text: stale entries are told by their generation. */
let keys = new Uint32Array(4096);
let generations = new Int32Array(keys.length);
let seenBy = new Int32Array(keys.length);
let generation = 0;
let asked = 0;
/** Only as much of the table is used as one text needs: it then stays in the processor's nearest cache. */
let mask = 0;

/** Remembers the shingles just written as the set to compare with; returns how many distinct ones there are. */
export function rememberShingles(count: number): number {
  let size = 256;
  while (size < count * 3) size *= 2;
  growTo(size);
  mask = size - 1;
  generation += 1;
  let distinct = 0;
  for (let at = 0; at < count; at += 1) {
    const key = shingles[at]!;
    let slot = key & mask;
    while (generations[slot] === generation && keys[slot] !== key) slot = (slot + 1) & mask;
    if (generations[slot] === generation) continue;
    keys[slot] = key;
    generations[slot] = generation;
    distinct += 1;
  }
  return distinct;
}

/** How many of the remembered shingles the given text has too. Overwrites `shingles`, not the remembered set. */
export function countShared(text: string): number {
  const count = writeShingles(text);
  asked += 1;
  let shared = 0;
  for (let at = 0; at < count; at += 1) {
    const key = shingles[at]!;
    let slot = key & mask;
    while (generations[slot] === generation && keys[slot] !== key) slot = (slot + 1) & mask;
    if (generations[slot] !== generation || seenBy[slot] === asked) continue;
    seenBy[slot] = asked;
    shared += 1;
  }
  return shared;
}

/** True Jaccard similarity of two texts on their shingles; 1 for two empty ones. */
export function jaccard(left: string, right: string): number {
  const ofRight = rememberShingles(writeShingles(right));
  const ofLeft = rememberShingles(writeShingles(left));
  return similarity(countShared(right), ofLeft, ofRight);
}

export const similarity = (shared: number, left: number, right: number): number =>
  left + right === 0 ? 1 : shared / (left + right - shared);

function growTo(size: number): void {
  if (keys.length >= size) return;
  keys = new Uint32Array(size);
  generations = new Int32Array(size);
  seenBy = new Int32Array(size);
  generation = 0;
  asked = 0;
}
