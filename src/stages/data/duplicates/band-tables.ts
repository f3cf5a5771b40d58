import { mix } from './shingles.ts';

/** Bands x rows of the 128 slots. A pair of similarity s meets in some band with probability 1 - (1 - s^rows)^bands. */
export type Banding = { bands: number; rows: number };

/** Recall first, since every candidate is verified: 16x8 meets .95 of pairs at .8 and .9998 at .9; 32x4 .99 at .6. */
export const bandingFor = (similarity: number): Banding =>
  similarity >= 0.75 ? { bands: 16, rows: 8 } : { bands: 32, rows: 4 };

/** Open-addressing tables on typed arrays, one per band: a million texts take 16 x 16 MB and no garbage. */
export type BandTables = { banding: Banding; tables: BandTable[]; mask: number };
/** `entries` holds hash and newest text (plus one; 0 is free) side by side, so that a look-up costs one cache line. */
type BandTable = { entries: Int32Array; next: Int32Array };

export function createBandTables(capacity: number, banding: Banding): BandTables {
  let size = 16;
  while (size < capacity * 2) size *= 2;
  const tables = Array.from({ length: banding.bands }, () => ({
    entries: new Int32Array(size * 2),
    next: new Int32Array(capacity),
  }));
  return { banding, tables, mask: size - 1 };
}

/**
 * Puts a text into every band and calls `meet` for texts that share a band with it, newest first and at most `limit`
 * a band. Returns whether a band held more than that.
 */
export function insertAndMeet(
  { banding: { bands, rows }, tables, mask }: BandTables,
  text: number,
  signature: Uint32Array,
  limit: number,
  meet: (other: number) => void,
): boolean {
  let capped = false;
  for (let band = 0; band < bands; band += 1) {
    const { entries, next } = tables[band]!;
    const hash = bandHash(signature, band * rows, rows);
    let slot = (hash & mask) * 2;
    while (entries[slot + 1] !== 0 && entries[slot] !== hash) slot = (slot + 2) & (mask * 2);
    let left = limit;
    for (let other = entries[slot + 1]!; other > 0; other = next[other - 1]!) {
      if (left-- === 0) {
        capped = true;
        break;
      }
      meet(other - 1);
    }
    next[text] = entries[slot + 1]!;
    entries[slot] = hash;
    entries[slot + 1] = text + 1;
  }
  return capped;
}

/** Calls `meet` for every text that shares a band with a signature, without putting it in. */
export function meetOnly(
  { banding: { bands, rows }, tables, mask }: BandTables,
  signature: Uint32Array,
  meet: (other: number) => void,
): void {
  for (let band = 0; band < bands; band += 1) {
    const { entries, next } = tables[band]!;
    const hash = bandHash(signature, band * rows, rows);
    let slot = (hash & mask) * 2;
    while (entries[slot + 1] !== 0 && entries[slot] !== hash) slot = (slot + 2) & (mask * 2);
    for (let other = entries[slot + 1]!; other > 0; other = next[other - 1]!) meet(other - 1);
  }
}

function bandHash(signature: Uint32Array, from: number, rows: number): number {
  let hash = 0x811c9dc5 ^ from;
  for (let at = from; at < from + rows; at += 1) {
    hash = Math.imul(hash ^ signature[at]!, 0x01000193);
    hash ^= hash >>> 15;
  }
  return mix(hash) | 0;
}
