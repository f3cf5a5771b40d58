import { pinyinTable } from './pinyin-table.ts';

let readings: ReadonlyMap<string, readonly string[]> | undefined;

/** How a Han character may be read, without tones; none for anything else. */
export function readingsOf(character: string): readonly string[] {
  readings ??= readTable();
  return readings.get(character) ?? [];
}

/**
 * Where in `text` the typed letters begin to spell it: in whole syllables, initials or a mix of both, the last syllable as far
 * as it was typed. -1 where they spell nothing. `typed` is lower case.
 */
export function findPinyin(text: string, typed: string): number {
  if (!/^[a-z]/.test(typed) || !/[\u4e00-\u9fff]/.test(text)) return -1;
  const characters = [...text.toLowerCase()];
  return characters.findIndex(
    (character, at) => readingsOf(character).length > 0 && isSpelled(characters, at, typed),
  );
}

function isSpelled(characters: readonly string[], at: number, typed: string): boolean {
  if (typed === '') return true;
  const character = characters[at];
  if (character === undefined) return false;
  const rest = (part: string) =>
    typed.startsWith(part) && isSpelled(characters, at + 1, typed.slice(part.length));
  const spellings = readingsOf(character);
  if (spellings.length === 0) return rest(character) || (character === ' ' && rest(''));
  return spellings.some(
    reading => reading.startsWith(typed) || rest(reading) || rest(reading[0]!) || rest(initialOf(reading)),
  );
}

/** `zh`, `ch` and `sh` are one sound, and some type it whole. */
const initialOf = (reading: string): string => /^[zcs]h|^./.exec(reading)![0];

function readTable(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const line of pinyinTable.trim().split('\n')) {
    const syllable = /^[a-z]+/.exec(line)![0];
    for (const character of line.slice(syllable.length))
      found.set(character, [...(found.get(character) ?? []), syllable]);
  }
  return found;
}
