import type { Cutter, Position } from './cut-rows.ts';

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const open = new Set([0x7b, 0x5b]);
const close = new Set([0x7d, 0x5d]);
const blank = new Set([0x0a, 0x0d, 0x20, 0x09]);

/** Elements of one JSON array, found by depth without parsing the whole file. Reading begins inside the array. */
export const jsonArrayCutter: Cutter = {
  counts: 'rows',
  skip(bytes, from) {
    let at = from;
    while (at < bytes.length && (blank.has(bytes[at]!) || bytes[at] === comma)) at += 1;
    return at;
  },
  findEnd(bytes, from, final) {
    // What follows the array's end is no row: it is kept to the end of the file and then read as nothing.
    if (close.has(bytes[from]!)) return final ? bytes.length : -1;
    const end = endOfValue(bytes, from);
    return end < 0 && final ? bytes.length : end;
  },
};

export const isAfterArray = (bytes: Buffer): boolean => close.has(bytes[0]!);

/** Where the rows begin: inside the outer array, or inside the first array of an outer object. */
export function findArrayStart(sample: Buffer): Position | undefined {
  const at = sample.indexOf('[');
  if (at < 0) return undefined;
  const before = sample
    .subarray(0, at)
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trim();
  const wrapped = /^\{\s*(?:"[^"]*"\s*:\s*(?:"[^"]*"|[\d.eE+-]+|true|false|null)\s*,\s*)*"[^"]*"\s*:$/;
  if (before !== '' && !wrapped.test(before)) return undefined;
  return { offset: at + 1, line: 1 };
}

function endOfValue(bytes: Buffer, from: number): number {
  let depth = 0;
  for (let at = from; at < bytes.length; at += 1) {
    const byte = bytes[at]!;
    if (byte === quote) {
      at = endOfString(bytes, at);
      if (at < 0) return -1;
    } else if (open.has(byte)) depth += 1;
    else if (close.has(byte)) {
      // A bare number or word ends where the array does.
      if (depth === 0) return at;
      depth -= 1;
      if (depth === 0) return at + 1;
    } else if (byte === comma && depth === 0) return at;
  }
  return -1;
}

function endOfString(bytes: Buffer, from: number): number {
  for (let at = from + 1; at < bytes.length; at += 1) {
    if (bytes[at] === backslash) at += 1;
    else if (bytes[at] === quote) return at;
  }
  return -1;
}
