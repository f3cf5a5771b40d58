/** Which writing systems a text uses. Short texts are judged by this, where statistical detectors guess. */
export type ScriptCounts = { han: number; kana: number; hangul: number; latin: number; other: number };

export function countScripts(text: string): ScriptCounts {
  const counts = { han: 0, kana: 0, hangul: 0, latin: 0, other: 0 };
  for (const character of text) {
    const script = scriptOf(character.codePointAt(0)!);
    if (script) counts[script] += 1;
  }
  return counts;
}

export const isHan = (code: number): boolean =>
  (code >= 0x4e00 && code <= 0x9fff) ||
  (code >= 0x3400 && code <= 0x4dbf) ||
  (code >= 0x20000 && code <= 0x323af);

/** Written without spaces between words: Han characters, kana, hangul. */
export const isCjk = (code: number): boolean => isHan(code) || isKana(code) || isHangul(code);

const isKana = (code: number) => code >= 0x3040 && code <= 0x30ff;
const isHangul = (code: number) => code >= 0xac00 && code <= 0xd7af;
const isLatin = (code: number) =>
  (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a) || (code >= 0xc0 && code <= 0x24f);

function scriptOf(code: number): keyof ScriptCounts | undefined {
  if (isLatin(code)) return 'latin';
  if (code < 0x370) return undefined;
  if (isHan(code)) return 'han';
  if (isKana(code)) return 'kana';
  if (isHangul(code)) return 'hangul';
  return /\p{L}/u.test(String.fromCodePoint(code)) ? 'other' : undefined;
}
