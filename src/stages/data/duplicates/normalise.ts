/**
 * What two texts must share to be the same text: letters, digits and signs that change the meaning. Case, width, spaces,
 * punctuation and emoji do not count; the point of 3.5 and the signs of C++, -5 or 20 % do. For comparing only, never stored.
 */
export function normalisedKey(text: string): string {
  return comparableText(text).replaceAll(' ', '');
}

/** The text that near duplicates are compared by: like the key, with single spaces where something was left out. */
export function comparableText(text: string): string {
  const length = writeComparable(text);
  let comparable = '';
  for (let at = 0; at < length; at += pieceLength)
    comparable += String.fromCharCode(...units.subarray(at, Math.min(at + pieceLength, length)));
  return comparable;
}

/** The code units of the last text that was written. One buffer for all: a million texts make no garbage. */
export let units = new Uint16Array(64 * 1024);

/** Writes the comparable form of a text into `units` and returns its length. */
export function writeComparable(text: string): number {
  const source = isAscii(text) ? text : text.normalize('NFKC');
  if (units.length < source.length) units = new Uint16Array(source.length * 2);
  const into = units;
  let length = 0;
  let gap = false;
  for (let at = 0; at < source.length; at += 1) {
    const unit = lowered[source.charCodeAt(at)]!;
    const kind = kinds[unit]!;
    if (kind > digit ? !isKept(source, at, kind) : kind === dropped) {
      gap = length > 0;
      continue;
    }
    if (gap) into[length++] = space;
    gap = false;
    into[length++] = unit;
  }
  return length;
}

const pieceLength = 8192;
const space = 0x20;
const [dropped, kept, digit, joiner, surrogate] = [0, 1, 2, 3, 4] as const;
const lowered = Uint16Array.from({ length: 0x10000 }, (_, unit) => lowerUnit(String.fromCharCode(unit)));
const kinds = tabulateKinds();

/** Signs that only count between digits or before a number, and characters made of two units. */
function isKept(source: string, at: number, kind: number): boolean {
  if (kind === surrogate) return isAstralLetter(source, at);
  const before = kinds[source.charCodeAt(at - 1)];
  if (kinds[source.charCodeAt(at + 1)] !== digit) return false;
  return before === digit || (source.charCodeAt(at) === minus && before !== kept);
}

const minus = 0x2d;

/** Rare Han characters and other letters beyond the basic plane; emoji are no letters. */
function isAstralLetter(source: string, at: number): boolean {
  const start = source.charCodeAt(at) >= 0xdc00 ? at - 1 : at;
  return /^[\p{L}\p{N}]/u.test(String.fromCodePoint(source.codePointAt(start) ?? 0));
}

function tabulateKinds(): Uint8Array {
  const table = new Uint8Array(0x10000);
  for (let unit = 0; unit < 0x10000; unit += 1) {
    const character = String.fromCharCode(unit);
    if (unit >= 0xd800 && unit <= 0xdfff) table[unit] = surrogate;
    else if (/\p{N}/u.test(character)) table[unit] = digit;
    else if (/[\p{L}\p{M}\p{Sc}+<>=%#~]/u.test(character)) table[unit] = kept;
    else if (/[.,:/-]/.test(character)) table[unit] = joiner;
  }
  return table;
}

/** A letter whose small form is longer than one unit stays as it is. */
function lowerUnit(character: string): number {
  const lower = character.toLowerCase();
  return (lower.length === 1 ? lower : character).charCodeAt(0);
}

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) > 0x7f) return false;
  return true;
}
