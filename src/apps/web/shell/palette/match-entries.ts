import { findPinyin } from '#platform/i18n/pinyin/find-pinyin.ts';
import { type Entry, entryGroups } from './entry.ts';

/** Less is better. What leads to an entry only by the way comes after all that is called so. */
const cost = {
  same: 0,
  start: 1,
  wordStart: 2,
  initials: 3,
  pinyin: 3,
  inside: 4,
  pinyinInside: 5,
  scattered: 8,
};
const alsoCost = 4;
/** Scattered letters of short words fit everything. */
const shortestScattered = 3;

/** The entries that fit what was typed, best first. Every typed word must fit, in whatever language. */
export function matchEntries(entries: readonly Entry[], typed: string, most: number): Entry[] {
  const parts = typed.trim().toLowerCase().split(/\s+/).filter(Boolean);
  return entries
    .flatMap((entry, at) => {
      const total = costOf(entry, parts);
      return total === undefined ? [] : [{ entry, total, at }];
    })
    .sort((a, b) => a.total - b.total || rankOf(a.entry) - rankOf(b.entry) || a.at - b.at)
    .slice(0, most)
    .map(({ entry }) => entry);
}

const rankOf = ({ group }: Entry): number => entryGroups.indexOf(group);

function costOf({ words, also = [] }: Entry, parts: readonly string[]): number | undefined {
  let total = 0;
  for (const part of parts) {
    const best = Math.min(
      ...words.map(word => costOfWord(word, part)),
      ...also.map(word => costOfWord(word, part) + alsoCost),
    );
    if (best === Infinity) return undefined;
    total += best;
  }
  return total;
}

/** Infinity where it does not fit; among those that fit alike the shorter word is nearer. */
function costOfWord(word: string, part: string): number {
  const text = word.toLowerCase();
  return kindOfFit(text, part.length > 1 && part.startsWith('#') ? part.slice(1) : part) + text.length / 1000;
}

function kindOfFit(text: string, part: string): number {
  if (text === part) return cost.same;
  if (text.startsWith(part)) return cost.start;
  const at = text.indexOf(part);
  if (at > 0) return isWordStart(text, at) ? cost.wordStart : cost.inside;
  if (part.length > 1 && initialsOf(text).startsWith(part)) return cost.initials;
  const spelled = findPinyin(text, part);
  if (spelled >= 0) return spelled === 0 ? cost.pinyin : cost.pinyinInside;
  return isScattered(text, part) ? cost.scattered : Infinity;
}

/** A Han character begins a word wherever it stands. */
const isWordStart = (text: string, at: number): boolean =>
  /[^\p{L}\p{N}]/u.test(text[at - 1]!) || /\p{Script=Han}/u.test(text[at]!);

const initialsOf = (text: string): string => (text.match(/(?<![a-z0-9])[a-z0-9]/g) ?? []).join('');

function isScattered(text: string, part: string): boolean {
  if (part.length < shortestScattered || !/^[a-z]+$/.test(part)) return false;
  let at = -1;
  return [...part].every(letter => (at = text.indexOf(letter, at + 1)) >= 0);
}
