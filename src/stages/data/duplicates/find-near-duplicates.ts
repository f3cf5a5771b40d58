import { bandingFor, createBandTables, insertAndMeet } from './band-tables.ts';
import { countShared, rememberShingles, similarity } from './jaccard.ts';
import { normalisedKey, units, writeComparable } from './normalise.ts';
import { mix, writeShinglesOf } from './shingles.ts';
import { slots, writeSignature } from './signature.ts';
import { createSketches, mayBeSimilar, writeSketch } from './sketches.ts';
import { createUnionFind, findRoot, type UnionFind, unite } from './union-find.ts';

export type NearDuplicates = {
  /** For each text the first text with the same normalised form; its own number when it is the first. */
  sameAs: Int32Array;
  /** Sets of texts connected by verified pairs, same texts included. */
  connected: UnionFind;
  verifiedPairs: number;
  checkedPairs: number;
  /** Texts that shared a band with more others than are compared: very uniform data. */
  cappedTexts: number;
};

/** Most texts of one band that are compared with a new one. */
const bandLimit = 64;

/**
 * Groups texts whose true Jaccard similarity on shingles is at least `atLeast`. MinHash only proposes pairs, the
 * shingles themselves decide, so nothing is called a duplicate that is not one.
 */
export function findNearDuplicates(texts: string[], atLeast: number): NearDuplicates {
  const found: NearDuplicates = {
    sameAs: new Int32Array(texts.length),
    connected: createUnionFind(texts.length),
    verifiedPairs: 0,
    checkedPairs: 0,
    cappedTexts: 0,
  };
  const tables = createBandTables(texts.length, bandingFor(atLeast));
  const sketches = createSketches(texts.length, atLeast);
  const signature = new Uint32Array(slots);
  const sizes = new Uint32Array(texts.length);
  const checkedWith = new Int32Array(texts.length).fill(-1);
  const firsts = new Map<number, number>();
  for (let text = 0; text < texts.length; text += 1) {
    const length = writeComparable(texts[text]!);
    const first = findSame(texts, text, hashWithoutSpaces(length), firsts);
    found.sameAs[text] = first;
    if (first !== text) {
      unite(found.connected, first, text);
      continue;
    }
    if (length === 0) continue;
    const count = writeShinglesOf(length);
    const size = (sizes[text] = rememberShingles(count));
    writeSignature(count, signature);
    writeSketch(sketches, text, signature);
    const compare = (other: number) => {
      if (checkedWith[other] === text) return;
      checkedWith[other] = text;
      const otherSize = sizes[other]!;
      if (Math.min(size, otherSize) < atLeast * Math.max(size, otherSize)) return;
      if (findRoot(found.connected, other) === findRoot(found.connected, text)) return;
      if (!mayBeSimilar(sketches, text, other, Math.min(size, otherSize))) return;
      found.checkedPairs += 1;
      if (similarity(countShared(texts[other]!), size, otherSize) < atLeast) return;
      found.verifiedPairs += 1;
      unite(found.connected, other, text);
    };
    if (insertAndMeet(tables, text, signature, bandLimit, compare)) found.cappedTexts += 1;
  }
  return found;
}

/** The first text with the same normalised form. Two independent hashes find it; the texts themselves decide. */
function findSame(texts: string[], text: number, hash: number, firsts: Map<number, number>): number {
  const first = firsts.get(hash);
  if (first === undefined) {
    firsts.set(hash, text);
    return text;
  }
  const same = normalisedKey(texts[first]!) === normalisedKey(texts[text]!);
  if (!same) writeComparable(texts[text]!);
  return same ? first : text;
}

function hashWithoutSpaces(length: number): number {
  let one = 0x811c9dc5;
  let two = 7;
  for (let at = 0; at < length; at += 1) {
    const unit = units[at]!;
    if (unit === 0x20) continue;
    one = Math.imul(one ^ unit, 0x01000193);
    two = (Math.imul(two, 31) + unit) | 0;
  }
  return mix(one) * 0x200000 + (mix(two) >>> 11);
}
