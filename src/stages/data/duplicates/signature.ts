import { mix, shingles } from './shingles.ts';

/** Slots of a signature. */
export const slots = 128;
const slotShift = 25;
const empty = 0xffffffff;

/**
 * MinHash by one permutation: every shingle falls into one of 128 slots and the least hash of each slot is kept
 * (Li, Owen, Zhang 2012); an empty slot borrows from a slot that its own number chooses (Shrivastava 2017).
 * One pass over the shingles instead of 128.
 */
export function writeSignature(count: number, signature: Uint32Array): void {
  signature.fill(empty);
  for (let at = 0; at < count; at += 1) {
    const hash = shingles[at]!;
    const slot = hash >>> slotShift;
    const value = Math.imul(hash, 0x9e3779b1) >>> 0;
    if (value < signature[slot]!) signature[slot] = value;
  }
  if (count > 0) fillEmptySlots(signature);
}

const wasFull = new Uint8Array(slots);

function fillEmptySlots(signature: Uint32Array): void {
  for (let slot = 0; slot < slots; slot += 1) wasFull[slot] = signature[slot] === empty ? 0 : 1;
  for (let slot = 0; slot < slots; slot += 1) {
    if (wasFull[slot]) continue;
    let attempt = 1;
    let lender = mix((slot + 1) * 0x10001 + attempt) >>> slotShift;
    while (!wasFull[lender]) lender = mix((slot + 1) * 0x10001 + ++attempt) >>> slotShift;
    signature[slot] = signature[lender]!;
  }
}
