import { slots } from './signature.ts';

/** The low byte of every slot of every text's signature: 128 bytes a text, enough to dismiss hopeless pairs unread. */
export type Sketches = { bytes: Uint8Array; atLeast: number };

export const createSketches = (capacity: number, atLeast: number): Sketches => ({
  bytes: new Uint8Array(capacity * slots),
  atLeast,
});

export function writeSketch({ bytes }: Sketches, text: number, signature: Uint32Array): void {
  const from = text * slots;
  for (let slot = 0; slot < slots; slot += 1) bytes[from + slot] = signature[slot]!;
}

/**
 * False only when the estimate lies four standard errors below the threshold: the true similarity decides everything
 * that could be a duplicate. Texts of few shingles fill few slots of their own, so their error is larger.
 */
export function mayBeSimilar(
  { bytes, atLeast }: Sketches,
  one: number,
  other: number,
  shingleCount: number,
): boolean {
  const error = Math.sqrt((atLeast * (1 - atLeast)) / Math.min(slots, shingleCount));
  let spare = slots * (1 - (atLeast - 4 * error));
  for (let slot = 0, left = one * slots, right = other * slots; slot < slots; slot += 1) {
    if (bytes[left + slot] !== bytes[right + slot] && (spare -= 1) < 0) return false;
  }
  return true;
}
