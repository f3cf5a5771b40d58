/**
 * UTF-8 that was read as Latin-1 or Windows-1252 ("ä½ å¥½", "donâ€™t"), read again as what it is.
 * Good text must come back unchanged, so what real words could hold (the French "à «", the Portuguese "IRMÃ»", one
 * lonely character of three bytes) is only read again in a text where something else is damaged beyond doubt.
 */
export function repairMojibake(text: string): string {
  let repaired = text;
  for (let round = 0; round < maxRounds; round += 1) {
    const next = repairOnce(repaired);
    if (next === repaired) break;
    repaired = next;
  }
  return repaired;
}

/** Damaged twice is seen in the wild, three times is not. */
const maxRounds = 3;

/** Characters that Windows-1252 shows for the bytes 0x80-0x9f, in that order; a space where it has none. */
const windows1252 = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ';
const byteOf = new Map(
  [...windows1252].flatMap((shown, at) => (shown === ' ' ? [] : [[shown, 0x80 + at] as const])),
);

const tail = `[\\u0080-\\u00bf${[...byteOf.keys()].join('')}]`;
const sequence = `(?:[\\u00c2-\\u00df]${tail}|[\\u00e0-\\u00ef]${tail}{2}|[\\u00f0-\\u00f4]${tail}{3})`;
const runs = new RegExp(`${sequence}+`, 'g');
/** A closing curly quote whose last byte Windows-1252 cannot show, and which was lost. */
const lostQuote = /â€(?![\u0080-\u00bf])/g;

function repairOnce(text: string): string {
  if (!/[\u00c2-\u00f4]/.test(text)) return text;
  const isDamaged = [...text.matchAll(runs)].some(([run]) => isBeyondDoubt(run, decodeRun(run)));
  if (!isDamaged) return text;
  return text.replace(runs, run => decodeRun(run) ?? run).replace(lostQuote, '”');
}

function decodeRun(run: string): string | undefined {
  const bytes = Buffer.from([...run].map(shown => byteOf.get(shown) ?? shown.charCodeAt(0)));
  const decoded = bytes.toString('utf8');
  return /[\uFFFD\p{Cn}\p{Co}\p{Cs}]/u.test(decoded) ? undefined : decoded;
}

function isBeyondDoubt(run: string, decoded: string | undefined): boolean {
  if (decoded === undefined) return false;
  const characters = [...decoded];
  if (characters.every(character => character.codePointAt(0)! < 0x100))
    return isWesternPair(run, characters.length);
  if (characters.some(character => typographic.test(character))) return true;
  return characters.length >= 2 && characters.every(character => eastern.test(character));
}

/** "Ã©" is damage; "Ã" before a closing quote or a no-break space may be a word that ends in it. */
const isWesternPair = (run: string, pairs: number) =>
  pairs >= 2 || !/[\u00a0\u00bb\u00ab]$/.test(run) || /^Â\u00a0$/.test(run);

const typographic =
  /[\u2010-\u2026\u2030-\u203a\u20ac\u2122\u3000-\u3002\uff00-\uffef]|\p{Extended_Pictographic}/u;
const eastern =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Thai}\p{Script=Devanagari}\p{P}\p{N}\p{Z}]/u;
