import { units, writeComparable } from './normalise.ts';

/** Hashes of a text's character 5-grams, or 3-grams where most of it is CJK; repeated ones included. */
export let shingles = new Uint32Array(64 * 1024);

const base = 0x01000193;
const firstCjk = 0x2e80;

/** Writes the shingle hashes of a text into `shingles` and returns how many. */
export const writeShingles = (text: string): number => writeShinglesOf(writeComparable(text));

/** The same for the text whose `length` comparable units have just been written. A text shorter than one gram is one shingle. */
export function writeShinglesOf(length: number): number {
  if (shingles.length < length) shingles = new Uint32Array(units.length);
  const gram = gramOf(length);
  if (length === 0) return 0;
  if (length < gram) return writeWhole(length);
  let power = 1;
  for (let at = 1; at < gram; at += 1) power = Math.imul(power, base);
  const [from, into] = [units, shingles];
  let rolling = 0;
  for (let at = 0; at < gram - 1; at += 1) rolling = (Math.imul(rolling, base) + from[at]! + 1) | 0;
  for (let at = gram - 1; at < length; at += 1) {
    rolling = (Math.imul(rolling, base) + from[at]! + 1) | 0;
    into[at - gram + 1] = mix(rolling);
    rolling = (rolling - Math.imul(from[at - gram + 1]! + 1, power)) | 0;
  }
  return length - gram + 1;
}

function gramOf(length: number): number {
  let cjk = 0;
  for (let at = 0; at < length; at += 1) if (units[at]! >= firstCjk) cjk += 1;
  return cjk * 2 > length ? 3 : 5;
}

function writeWhole(length: number): number {
  let hash = length;
  for (let at = 0; at < length; at += 1) hash = (Math.imul(hash, base) + units[at]! + 1) | 0;
  shingles[0] = mix(hash);
  return 1;
}

/** The finaliser of MurmurHash3: spreads the rolling hash over all 32 bits. */
export function mix(hash: number): number {
  let mixed = hash ^ (hash >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
