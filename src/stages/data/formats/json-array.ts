import type { Cutter, Position } from './cut-rows.ts';

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const newline = 0x0a;
const openBrace = 0x7b;
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
    const end = endOfValue(bytes, from, newScan());
    return end < 0 && final ? bytes.length : end;
  },
  resume: nextElementLine,
  skipRest(bytes) {
    if (isAfterArray(bytes)) return () => -1;
    const scan = newScan();
    endOfValue(bytes, 0, scan);
    return chunk => endOfValue(chunk, 0, scan);
  },
};

export function isAfterArray(bytes: Buffer): boolean {
  return close.has(bytes[0]!);
}

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

/** How far into a value a scan is: inside how many brackets, and whether inside a text. */
type Scan = { depth: number; inText: boolean; isEscaped: boolean };
const newScan = (): Scan => ({ depth: 0, inText: false, isEscaped: false });

/** The index after the value, -1 when `bytes` end before it; then `scan` goes on in the bytes that follow. */
function endOfValue(bytes: Buffer, from: number, scan: Scan): number {
  for (let at = from; at < bytes.length; at += 1) {
    if (scan.inText) {
      at = endOfText(bytes, at, scan);
      if (at < 0) return -1;
      continue;
    }
    const byte = bytes[at]!;
    if (byte === quote) scan.inText = true;
    else if (open.has(byte)) scan.depth += 1;
    else if (close.has(byte)) {
      // A bare number or word ends where the array does.
      if (scan.depth === 0) return at;
      scan.depth -= 1;
      if (scan.depth === 0) return at + 1;
    } else if (byte === comma && scan.depth === 0) return at;
  }
  return -1;
}

function endOfText(bytes: Buffer, from: number, scan: Scan): number {
  for (let at = from; at < bytes.length; at += 1) {
    if (scan.isEscaped) scan.isEscaped = false;
    else if (bytes[at] === backslash) scan.isEscaped = true;
    else if (bytes[at] === quote) {
      scan.inText = false;
      return at;
    }
  }
  return -1;
}

/**
 * After an element without an end (a quote or bracket that never closes): the next line that begins as an element does, in
 * the column in which this one began. Lines inside an element stand further in. In a file without lines nothing tells.
 */
function nextElementLine(bytes: Buffer, column: number): number {
  if (isAfterArray(bytes)) return -1;
  for (let line = bytes.indexOf(newline); line >= 0; line = bytes.indexOf(newline, line + 1)) {
    const at = line + 1 + column;
    if (bytes[at] === openBrace && bytes.subarray(line + 1, at).every(byte => blank.has(byte))) return at;
  }
  return -1;
}
